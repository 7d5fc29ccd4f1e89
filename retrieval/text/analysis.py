"""From text to lexical terms: folding, words, stop words, stems, character n-grams, parts of compounds.

The door to PyStemmer. Knows no index and no ranking; all functions are pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import Stemmer

from retrieval.text.spans import Span
from retrieval.text.word_lists import STOP_WORDS

ANALYSIS_VERSION: Final = 1
"""Changes whenever the same text could get other terms; part of the index configuration."""

GRAM_LENGTH: Final = 4
LONGEST_WORD: Final = 64
SHORTEST_PART: Final = 4
_MOST_PARTS: Final = 3
_PAIR: Final = 2

_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"}
    | dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d"), "")
)
_JOINERS = "\u0300-\u036f\u00ad\u200b-\u200d"
_WORD = re.compile(rf"\d+(?:[.,]\d+)+|[^\W_]+(?:[{_JOINERS}]+[^\W_]*)*")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_STEMMERS = {"de": Stemmer.Stemmer("german", 0), "en": Stemmer.Stemmer("english", 0)}
_LINKING = ("s", "es", "n", "en", "er")


def fold(text: str) -> str:
    r"""One spelling for what readers take for the same word: case, accents, umlauts and compatibility forms.

    >>> fold("Führt") == fold("fuehrt") == fold("FU\u0308HRT")
    True
    >>> fold("Straße Erdoğan")
    'strasse erdogan'
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))


def fold_number(word: str) -> str:
    """A number without the marks that differ between German and English.

    >>> fold_number("415.000") == fold_number("415,000") == "415000"
    True
    >>> fold_number("6,5")
    '6.5'
    """
    if _GROUPED.fullmatch(word):
        return word.replace(".", "").replace(",", "")
    return word.replace(",", ".")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its folded form, and where it stands (code points, end exclusive)."""

    form: str
    start: int
    end: int


def words_with_spans(text: str) -> list[Word]:
    """The words of a text in their order; digits with their marks are one word.

    >>> [(w.form, w.start) for w in words_with_spans("Online-Gipfel: 415.000 Gäste")]
    [('online', 0), ('gipfel', 7), ('415000', 15), ('gaeste', 23)]
    """
    return [Word(form(match.group()), *match.span()) for match in _WORD.finditer(text)]


def words(text: str) -> list[str]:
    r"""The folded words of a text, as ``words_with_spans`` without places.

    >>> words("Der U\u0308berfall")
    ['der', 'ueberfall']
    """
    return [form(word) for word in _WORD.findall(text)]


def raw_words(text: str) -> list[str]:
    """The words of a text as they are written, each to be folded by ``form``.

    >>> raw_words("Straße, 5-mal")
    ['Straße', '5', 'mal']
    """
    return _WORD.findall(text)


def form(raw: str) -> str:
    """A written word folded, a number without its marks; only the beginning of an endless word."""
    return _form(raw[:LONGEST_WORD])


@lru_cache(maxsize=1 << 16)
def _form(raw: str) -> str:
    return fold_number(raw) if raw[0].isdigit() and not raw.isdigit() else fold(raw)


@lru_cache(maxsize=1 << 17)
def stem(word: str, language: str) -> str:
    """The stem of a folded word (Snowball, Porter 2001); the word itself in a language other than de and en.

    >>> stem("fuehrten", "de") == stem("fuehrte", "de")
    True
    >>> stem("haeuser", "de"), stem("warned", "en"), stem("maisons", "fr")
    ('haus', 'warn', 'maisons')
    """
    stemmer = _STEMMERS.get(language)
    return stemmer.stemWord(word) if stemmer else word


def is_stop_word(word: str, language: str) -> bool:
    """Whether a folded word says nothing about the subject; single letters do not either."""
    return word in STOP_WORDS.get(language, frozenset()) or (len(word) == 1 and not word.isdigit())


def content_words(text: str, language: str) -> list[str]:
    """The folded words of a question that say what it is about; all its words if none does.

    >>> content_words("Wann ist der Online-Gipfel?", "de")
    ['online', 'gipfel']
    """
    every = words(text)
    return [word for word in every if not is_stop_word(word, language)] or every


def grams(word: str) -> list[str]:
    """The character n-grams of a folded word between boundary marks; the marked word itself if it is short.

    >>> grams("gipfel")
    ['_gip', 'gipf', 'ipfe', 'pfel', 'fel_']
    """
    marked = f"_{word}_"
    return [marked[i : i + GRAM_LENGTH] for i in range(max(1, len(marked) - GRAM_LENGTH + 1))]


def split_compound(stemmed: str, known: Callable[[str], str | None]) -> tuple[str, ...]:
    """The stems of the parts of a German compound, by the corpus's own words; empty if it is none.

    The last part must be the stem of a word of the corpus and the parts before it words, alone or with a
    linking element (s, es, n, en, er). Of several splits the one with the longest last part wins.

    Parameters
    ----------
    stemmed
        The stem of the compound.
    known
        The stem of a word or stem of the corpus, None for any other string.

    Returns
    -------
    tuple[str, ...]
        Two or three stems, or none.

    Examples
    --------
    >>> known = {"sicherheit": "sicher", "kraft": "kraft"}.get
    >>> split_compound("sicherheitskraft", known)
    ('sicher', 'kraft')
    """
    return _split(stemmed, known, _MOST_PARTS)


def _split(stemmed: str, known: Callable[[str], str | None], most_parts: int) -> tuple[str, ...]:
    for cut in range(SHORTEST_PART, len(stemmed) - SHORTEST_PART + 1):
        last = known(stemmed[cut:])
        if last is None:
            continue
        first = _without_linking(stemmed[:cut], known)
        if first is not None:
            return (first, last)
        if most_parts > _PAIR:
            before = _split(stemmed[:cut], known, most_parts - 1)
            if before:
                return (*before, last)
    return ()


def _without_linking(part: str, known: Callable[[str], str | None]) -> str | None:
    for link in ("", *_LINKING):
        if part.endswith(link):
            base = part[: len(part) - len(link)]
            if len(base) >= SHORTEST_PART and (found := known(base)) is not None:
                return found
    return None


_READ: Final = 1000
_FUNCTION_WORDS: Final = {
    "de": STOP_WORDS["de"] - STOP_WORDS["en"],
    "en": STOP_WORDS["en"] - STOP_WORDS["de"],
}


def guess_language(question: str) -> Literal["de", "en"]:
    """The language of a question by its function words and by letters that only German has; German in doubt.

    >>> guess_language("Who warned of a mistake?"), guess_language("Und in Berlin?"), guess_language("Tokajew?")
    ('en', 'de', 'de')
    """
    every = words(question[:_READ])
    umlauts = not set("äöüßÄÖÜ").isdisjoint(unicodedata.normalize("NFC", question[:_READ]))
    german = sum(word in _FUNCTION_WORDS["de"] for word in every) + umlauts
    english = sum(word in _FUNCTION_WORDS["en"] for word in every)
    return "en" if english > german else "de"


def matching_spans(question: str, sentence: str, question_language: str, language: str) -> list[Span]:
    """Where a sentence has the words of a question, by stem or by a part of a compound: for emphasis.

    >>> matching_spans("Wann ist der Gipfel?", "Der Online-Gipfel beginnt.", "de", "de")
    [Span(start=11, end=17)]
    """
    wanted = {stem(word, language) for word in content_words(question, question_language)}
    return [Span(word.start, word.end) for word in words_with_spans(sentence) if _matches(word.form, language, wanted)]


def _matches(word: str, language: str, wanted: set[str]) -> bool:
    if is_stop_word(word, language):
        return False
    own = stem(word, language)
    return own in wanted or any(
        len(part) >= SHORTEST_PART and (own.startswith(part) or own.endswith(part)) for part in wanted
    )


def unique(items: Sequence[str]) -> list[str]:
    """The items without repetition, in their first order."""
    return list(dict.fromkeys(items))
