"""Finds a subheading that lost its line break: "... zu könnenDas Auswärtige Amt erklärte, ...".

Exports of web pages glue headings to the paragraph below. A capital inside a word is the only trace, and many words
have one by right (WhatsApp, GmbH, BürgerInnen). The rule asks three things in turn: may this block begin with a
heading at all; is the word no known spelling; do the two halves read as an end and a beginning. Knows text only.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from retrieval.text.word_lists import SENTENCE_OPENERS

_MAXIMUM_HEADING_CHARACTERS = 140
_MINIMUM_HEADING_WORDS = 3
_MINIMUM_SENTENCE_WORDS = 4
_MINIMUM_EVIDENT_LETTERS = 4
_MINIMUM_VERB_LETTERS = 6

_JOINT = re.compile(r"(?P<left>[^\W\d_]*[^\W\d_A-ZÄÖÜ]|(?<=\S)[“”»«?!])(?P<right>(?=[A-ZÄÖÜ])[^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?:…][“”\"'»«)]*(?:\s|\Z)")
_VERB_ENDING = re.compile(r"(?:en|ern|eln|st|t|te|ten|ung)\Z")
_NOT_PROSE = re.compile(r"[-*+•|>#`~]|\d{1,3}[.)]\s")

# Openers that names and programs also write inside a word: LinkedIn, forEach, KnowHow, typeOf.
_ALSO_INSIDE_WORDS = frozenset(
    """
    A All Also Always An And Any As At Ab Am Back Both But By Can Do Does Each First Few For From Has Have How I If In
    Is It Like Man Many May Me More Most Must My Near Next No None Not Now Of On One Only Or Our Over Own So Some Then
    To Und Under Until Up Upon Was We What When Where Who With Within You Your Just Here Here Still Even Again Gut So
    Um Zu Ist Ins Second Third Today Was War Will Yet Not Nicht Such
    """.split()
)
_GLUED_OPENERS = SENTENCE_OPENERS - _ALSO_INSIDE_WORDS


def glued_heading_end(block: str, document_text: str) -> int:
    """Where the sentence begins after a heading glued to the front of a block.

    Parameters
    ----------
    block
        A paragraph as it stands between blank lines.
    document_text
        The whole document: its words are the evidence that a half is a word of its own.

    Returns
    -------
    int
        The offset in ``block`` of the first character behind the heading; 0 when there is no glued heading.

    Examples
    --------
    >>> block = "China begrüßt hartes DurchgreifenDer Präsident lobte den Staatschef ausdrücklich."
    >>> block[: glued_heading_end(block, block)]
    'China begrüßt hartes Durchgreifen'
    >>> glued_heading_end("Der Konzern kaufte das Netzwerk LinkedIn für viel Geld.", "")
    0
    """
    if _NOT_PROSE.match(block):
        return 0
    for joint in _joints(block):
        end = joint.start("right")
        if _could_be_heading(block[:end]) and _could_be_sentence(block[end:]) and _is_glued(joint, document_text):
            return end
    return 0


def _joints(block: str) -> Iterator[re.Match[str]]:
    """Every place in reach where a small letter or a closing mark meets a capital, left to right."""
    reach = block[: _MAXIMUM_HEADING_CHARACTERS + 40].split("\n", 1)[0]
    first_end = _SENTENCE_END.search(reach)
    limit = first_end.start() if first_end else len(reach)
    start = 0
    while (joint := _JOINT.search(reach, start)) and joint.start("right") <= limit:
        yield joint
        start = joint.start("right")


def _could_be_heading(text: str) -> bool:
    return (
        len(text) <= _MAXIMUM_HEADING_CHARACTERS
        and len(text.split()) >= _MINIMUM_HEADING_WORDS
        and not text[0].islower()
        and text.count("„") == text.count("“")
        and text.count("(") == text.count(")")
    )


def _could_be_sentence(text: str) -> bool:
    return len(text.split()) >= _MINIMUM_SENTENCE_WORDS and _SENTENCE_END.search(text) is not None


def _is_glued(joint: re.Match[str], document_text: str) -> bool:
    left, right = joint["left"], joint["right"]
    if not left[-1].isalpha():
        return left not in "?!" or right in _GLUED_OPENERS
    if right in _GLUED_OPENERS and len(left) > 1:
        return not _is_spelling(left + right, document_text)
    if _is_spelling(left + right, document_text):
        return False
    if left[0].islower():
        return len(left) >= _MINIMUM_VERB_LETTERS and bool(_VERB_ENDING.search(left)) and right[1:].islower()
    evident = len(left) >= _MINIMUM_EVIDENT_LETTERS and _stands_alone(left, document_text)
    return evident and (_is_acronym(right) or _stands_alone(right, document_text))


def _is_spelling(word: str, document_text: str) -> bool:
    """A word with a capital inside that the document writes twice is spelt so."""
    return _word_counts(document_text)[word] > 1


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _stands_alone(word: str, document_text: str) -> bool:
    return word in _word_counts(document_text)


@functools.lru_cache(maxsize=1)
def _word_counts(document_text: str) -> Counter[str]:
    return Counter(_WORD.findall(document_text))
