"""The words of a question or a cited text as a person wrote them: clauses, mentions, names, questions.

Pure: knows words, capitals and punctuation, nothing of what a question leaves out and of earlier turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from retrieval import MAXIMUM_QUESTION_CHARACTERS, fold, guess_language, is_stop_word

_WORD_OR_BREAK = re.compile(r"(?P<word>[^\W_]+(?:[-'’][^\W_]+)*)|(?P<break>[,;:–.?!])")
_PIECE = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\s\w]")
_SENTENCE_END = re.compile(r"(?<=[.!?…\n])")


def word_set(text: str) -> frozenset[str]:
    """Folded words, from one text."""
    return frozenset(fold(text).split())


OPENERS: Final = word_set("und aber oder and but or")
ARTICLES: Final = word_set("der die das den dem des ein eine einen einem einer eines the a an")
PREPOSITIONS: Final = word_set(
    """in im aus nach von vom zu zum zur ueber bei beim fuer gegen mit vor am an auf seit um unter durch ohne ab bis
    from at to about on of for against with by near since before after during"""
)
QUESTION_WORDS: Final = word_set(
    """wer wen wem wessen was wann wo wohin woher wie wieso weshalb warum wozu wofuer womit wovon woran worin worum
    worauf woraus wodurch wobei wonach wovor worueber wogegen worunter wieviel wieviele welche welcher welches welchen
    welchem who whom whose what when where why how which nenne nennen zeig zeige list name tell show"""
)
COPULAS: Final = word_set(
    """ist sind war waren heisst hiess heissen gibt gab kann koennen muss muessen soll sollen will wollen darf hat
    is are was were am can could should does do did has have"""
)
AUXILIARIES: Final = COPULAS | word_set("haben hatte hatten wird werden wurde wurden konnte had will would")
_FILLERS: Final = word_set(
    """denn eigentlich genau noch sonst nochmal bitte nicht so alles mehr dann teil statt ab an auf aus ein mit vor zu
    exactly else please not so then more happened passiert passierte geschah"""
)
_CONJUNCTIONS: Final = {
    "de": word_set("und oder aber als dass wenn ob weil nachdem bevor waehrend obwohl sodass damit"),
    "en": word_set("and or but that if when because after before while although whether"),
}
_SAYING: Final = word_set("say said says think thinks thought believe believes believed claim claimed promise promised")
_TITLE = re.compile(
    r"(?:praesident|politiker|sprecher|chef|minister|kanzler|koenig|vorsitzende[rn]?|general|direktor|leiter|president|spokes\w*"
    r"|politician|chancellor|king|queen|leader|director)(?:in)?$|^(?:herrn?|frau|dr|prof|mr|mrs|ms)$"
)
_VERB = re.compile(r"^[a-zäöüß]+(?:te|tet|t)$|^(?:rief|schrieb|nahm|gab|bat|schloss|befahl|said|told|asked|wrote)$")
_NO_VERBS: Final = PREPOSITIONS | frozenset("nicht jetzt zuletzt selbst heute erst fast not but that what".split())
_DAYS: Final = frozenset(
    """montag dienstag mittwoch donnerstag freitag samstag sonntag monday tuesday wednesday thursday friday saturday
    sunday""".split()
)
LOCAL: Final = frozenset("in im nach aus from to at".split())


@dataclass(frozen=True, slots=True)
class ClauseWord:
    """A word of a question: as written, folded, and the number of the clause that it stands in."""

    text: str
    form: str
    start: int
    end: int
    clause: int
    is_content: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital or a digit."""
        return self.text[0].isupper() or self.text[0].isdigit()


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised run of words; ``lead`` is the article or preposition before it, ``sureness`` that of a person."""

    text: str
    lead: str
    sureness: int


def read_words(text: str) -> tuple[ClauseWord, ...]:
    """The words of a question; a comma or a conjunction begins a new clause."""
    language = guess_language(text)
    found: list[ClauseWord] = []
    clause = 0
    last = len(text.rstrip(" ?!."))
    for match in _WORD_OR_BREAK.finditer(text):
        if match["break"]:
            clause += 1
            continue
        form = fold(match["word"])
        if found and match.end() < last and _begins_clause(form, found[-1].form, language):
            clause += 1
        filler = form in _FILLERS and match["word"].islower()
        content = not (filler or form in QUESTION_WORDS or is_stop_word(form, language))
        found.append(ClauseWord(match["word"], form, *match.span(), clause, content))
    return tuple(found)


def _begins_clause(form: str, before: str, language: str) -> bool:
    # "Tokayev said he ..." needs no "that", and in "Why did that happen" it is none.
    if language == "en" and before in _SAYING:
        return True
    return form in _CONJUNCTIONS[language] and not (form == "that" and before in AUXILIARIES)


def without_opener(words: Sequence[ClauseWord]) -> Sequence[ClauseWord]:
    """The words behind „Und“, „Aber“, "And" or "But"."""
    return words[1:] if words and words[0].form in OPENERS else words


def is_mention(words: Sequence[ClauseWord], place: int) -> bool:
    """Whether a word names something: it has a capital, or an article before it and its adjectives."""
    if not words[place].is_content:
        return False
    before = place - 1
    while before >= 0 and words[before].is_content:
        before -= 1
    return words[place].is_capital or (before >= 0 and words[before].form in ARTICLES)


def names(text: str) -> tuple[Name, ...]:
    """The capitalised runs of a text that may be names, in their order.

    A run of several words, one behind a title or one beside a verb is more surely a person; one with an article or
    a local preposition before it is none.

    >>> [name.text for name in names("Am Freitag sagte Präsident Tokajew in Berlin nichts.") if name.sureness > 1]
    ['Tokajew']
    """
    pieces = _PIECE.findall(text)
    found: list[Name] = []
    start = 0
    while start < len(pieces):
        end = start
        while end < len(pieces) and _is_nameable(pieces[end]):
            end += 1
        if end > start:
            found.extend(_named(pieces, start, end))
        start = max(end, start + 1)
    return tuple(found)


def gist(text: str) -> str:
    """The questions in a long text, the last ones where there are too many; the text itself where there are none.

    >>> gist("Wer kam?")
    'Wer kam?'
    >>> gist("Es war so. " * 200 + "Wer kam? Und wann?")
    'Wer kam? Und wann?'
    """
    if len(text) <= MAXIMUM_QUESTION_CHARACTERS:
        return text
    kept: list[str] = []
    room = MAXIMUM_QUESTION_CHARACTERS
    sentences = (sentence.strip() for sentence in reversed(_SENTENCE_END.split(text)))
    for question in (sentence for sentence in sentences if sentence.endswith("?") and len(sentence) > 1):
        room -= len(question) + 1
        if room < 0:
            break
        kept.insert(0, question)
    return " ".join(kept) or text


def _is_nameable(piece: str) -> bool:
    form = fold(piece)
    stop = is_stop_word(form, "de") or is_stop_word(form, "en") or form in QUESTION_WORDS | _DAYS
    return piece[0].isupper() and not stop


def _named(pieces: Sequence[str], start: int, end: int) -> Iterator[Name]:
    titles = start
    while titles < end and _TITLE.search(fold(pieces[titles])):
        titles += 1
    if titles == end:
        return
    lead = _lead(pieces, start)
    before = pieces[start - 1] if start else ""
    after = pieces[end] if end < len(pieces) else ""
    titled = titles > start
    beside_verb = any(_VERB.match(word) and fold(word) not in _NO_VERBS for word in (before, after))
    sureness = 2 * titled + (end - titles > 1) + beside_verb
    single = end - start == 1
    if not titled and (lead in ARTICLES | LOCAL or (single and lead in PREPOSITIONS)):
        sureness = 0
    yield Name(" ".join(pieces[titles:end]), lead, sureness)


def _lead(pieces: Sequence[str], start: int) -> str:
    """The article or preposition before a run, past adjectives."""
    for piece in reversed(pieces[max(0, start - 3) : start]):
        form = fold(piece)
        if form in ARTICLES | PREPOSITIONS or (form in QUESTION_WORDS and piece is pieces[start - 1]):
            return form
        if not re.fullmatch(r"[a-zäöüß-]+(?:e|en|er|es|em)", piece):
            return ""
    return ""
