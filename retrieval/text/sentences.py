"""Sentence spans inside a paragraph, for German and English.

A full stop ends a sentence only where it is not part of an abbreviation, an ordinal ("am 11. Januar"), an initial or
a number; the rules stand in ``_ends_sentence``, the words they use beside them. Knows text only, no document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from retrieval.text.spans import Span
from retrieval.text.word_lists import GERMAN_MONTHS, SENTENCE_OPENERS

MAXIMUM_SENTENCE_CHARACTERS = 1_000
"""A longer sentence is cut, at a clause or a blank where there is one: a quote must stay readable."""

_CLOSERS = "\"'“”»«’‘)\\]"
_OPENERS = "\"'„“‚‘»«(\\[¿¡"
_BOUNDARY = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…]++)(?P<closed>(?:[{_CLOSERS}]|\[\d{{1,3}}\])*)\s+(?=[{_OPENERS}]*(?P<next>[^\s{_OPENERS}]))"
    r"|(?P<line>\n[^\S\n]*)(?=(?:[-*+•–—▪◦]|\d{1,3}[.)]|\|)[^\S\n])"
)
_WORD_BEFORE = re.compile(r"(?:[^\W_]|[.'’&/-])*\Z")
_TWO_WORDS_BEFORE = re.compile(r"([^\W\d_]+)\s+\S+\Z")
_WORD_AFTER = re.compile(rf"[{_OPENERS}]*(?P<word>[^\W\d_]+)")
_LOOK_BEHIND_CHARACTERS = 60
_LONGEST_ORDINAL = 2
_LONGEST_DOTTED_PART = 3

_SHORT_MONTHS = frozenset("jan feb mrz apr jun jul aug sept okt nov dez".split())

# Never the last word of a sentence: what they belong to follows.
_NEVER_FINAL = _SHORT_MONTHS | frozenset(
    """
    abb abs abt anh anl anm art aufl ausg bd bde bsp bspw bzgl bzw ca chr d. ders dgl dh dipl doz dr ebd einschl engl
    entspr erg evtl exkl ff fa fam frz geb gegr gem gen gest gez ggf ggfs griech hl hr hrn hrsg i.d.r inkl insb insbes
    int ital jgg kath kap kfm komm lat lfd lt m.a max med mind min mrs ms mr nat nr obb od op par phil pol präs priv
    prof prot rd red reg resp rer röm russ schr schweiz sog spez st stellv stv svw tab tel türk ungar urspr usf vb
    verf vgl vollst vorm vors wg ziff zit zz zzgl z zzt österr soz jur habil ing mag dipl.-ing jun sen. approx col
    capt cf cmdr dept ed eds eg esp est etc. fig figs gov hon ie lieut lt maj messrs mme mt no nos pp rep rev sen sgt
    supt vol vols vs viz adm brig oct dec
    """.split()
)

# May end a sentence; they do when a word follows that opens one.
_MAY_BE_FINAL = frozenset(
    """
    usw etc mio mrd mill md std sek min jh jhd jhdt str pl plz inc ltd co corp jr sr bros ave blvd rd u.a u.ä o.ä o.g
    u.s u.k u.n d.c a.m p.m ph.d e.v n.chr v.chr kap s
    """.split()
)

# With the Austrian names, and two short forms that are not among the words above.
_MONTHS = _SHORT_MONTHS | {month.lower() for month in GERMAN_MONTHS} | {"jänner", "feber", "mär", "sep"}

# A number after one of these counts: "der 2. Platz", "am 3. Oktober", "zum 25. Mal".
_BEFORE_ORDINAL = frozenset(
    """
    der die das dem den des am im vom zum zur beim ein eine einen einem einer eines kein keine sein seine seinen
    seiner seinem ihr ihre ihren ihrer ihrem unser unsere unserer jeder jede jedes jeden jedem dieser diese dieses
    diesen diesem mein meine und oder bis ab seit nach vor
    """.split()
)

_ROMAN = re.compile(r"[IVX]{1,6}\Z")


def split_sentences(text: str, offset: int = 0) -> tuple[Span, ...]:
    """The sentences of a paragraph, in order, without the white space around them.

    Parameters
    ----------
    text
        The paragraph.
    offset
        Where the paragraph starts in its document: added to every span.

    Returns
    -------
    tuple[Span, ...]
        Together they cover every character that is not white space. Empty for blank text.

    Examples
    --------
    >>> text = "Sie kommen am 11. Januar zusammen. Das ist z. B. online."
    >>> [span.slice(text) for span in split_sentences(text)]
    ['Sie kommen am 11. Januar zusammen.', 'Das ist z. B. online.']
    """
    edges = [0, *_boundaries(text), len(text)]
    spans = []
    for start, end in pairwise(edges):
        for piece in _cut_to_length(text, start, end):
            stripped = _strip(text, *piece)
            if stripped is not None:
                spans.append(stripped.shifted(offset))
    return tuple(spans)


def _boundaries(text: str) -> Iterator[int]:
    for match in _BOUNDARY.finditer(text):
        if match["line"] is not None or _ends_sentence(text, match):
            yield match.end()


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if following.islower():
        return False
    after = _WORD_AFTER.match(text, match.end())
    next_word = after["word"] if after else ""
    opens = next_word in SENTENCE_OPENERS
    if match["stop"] != ".":
        return opens or not text[match.start() - 1 : match.start()].isspace()
    if match["closed"].strip(")]"):
        return True
    before = text[max(0, match.start() - _LOOK_BEHIND_CHARACTERS) : match.start()]
    found = _WORD_BEFORE.search(before)
    word = found.group().lstrip(".'’&/-") if found else ""
    if word.isdecimal():
        return _number_ends_sentence(before, word, next_word, following, opens=opens)
    folded = word.lower()
    if folded in _NEVER_FINAL:
        return False
    if folded in _MAY_BE_FINAL or _is_initial(word) or _ROMAN.match(word) or _is_dotted(folded):
        return opens
    return not (following.isdecimal() and folded.endswith("str"))


def _number_ends_sentence(before: str, number: str, next_word: str, following: str, *, opens: bool) -> bool:
    if len(number) > _LONGEST_ORDINAL:
        return True
    if following.isdecimal() or next_word.lower() in _MONTHS:
        return False
    if before.strip() == number or before.endswith("\n" + number):
        return False
    counts = _TWO_WORDS_BEFORE.search(before)
    if counts and counts.group(1).lower() in _BEFORE_ORDINAL:
        return opens and not counts.group(1)[0].islower()
    return True


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _is_dotted(word: str) -> bool:
    """Letters with stops between them: "d.h", "i.d.r", "u.s"."""
    letters = word.split(".")
    return len(letters) > 1 and all(len(letter) <= _LONGEST_DOTTED_PART and letter.isalpha() for letter in letters)


def _cut_to_length(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAXIMUM_SENTENCE_CHARACTERS:
        limit = start + MAXIMUM_SENTENCE_CHARACTERS
        half = start + MAXIMUM_SENTENCE_CHARACTERS // 2
        cut = max(text.rfind(mark, half, limit) + len(mark) for mark in ("; ", ": ", "\n"))
        if cut <= half:
            cut = max(text.rfind(mark, half, limit) + len(mark) for mark in (", ", " "))
        if cut <= half:
            cut = limit
        yield start, cut
        start = cut
    yield start, end


def _strip(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(stripped))
