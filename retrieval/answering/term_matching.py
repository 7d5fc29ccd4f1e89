"""How well the words of a text stand for the terms of a question: by stem, by character 4-grams, by meaning.

Knows words and shares, nothing of candidates and scores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.records import MAXIMUM_QUESTION_CHARACTERS
from retrieval.text import analysis
from retrieval.text.question_types import KIND_WORDS, Asked, asked
from retrieval.weights import weights

Weight: TypeAlias = Callable[[str], float]
Encode: TypeAlias = Callable[[Sequence[str]], NDArray[np.float32]]

_WEIGHTS: Final = weights("term_matching")
KIND_WORD_WEIGHT: Final = _WEIGHTS["kind_word"]
CAPITAL_WEIGHT: Final = _WEIGHTS["capital"]
SIMILAR: Final = _WEIGHTS["similar_from"]
SIMILAR_WEIGHT: Final = _WEIGHTS["similar"]
ALIGNED_FROM: Final = _WEIGHTS["aligned_from"]
ALIGNED_TO: Final = _WEIGHTS["aligned_to"]
_MOST_TERMS: Final = 64
"""Bounds the cost of a pasted page; questions have a dozen."""


def remembering(encode: Encode, capacity: int = 1 << 14) -> Encode:
    """The same encoder with a memory for texts it has seen: the words of a corpus come back in every question.

    When ``capacity`` texts are remembered it forgets all of them, so the memory stays small and the vectors the same.
    """
    memory: dict[str, NDArray[np.float32]] = {}

    def remembered(texts: Sequence[str]) -> NDArray[np.float32]:
        # One look at each: another thread may forget everything in between.
        known = {text: vector for text in texts if (vector := memory.get(text)) is not None}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, encode(new), strict=True))
            if len(memory) + len(new) > capacity:
                memory.clear()
            memory.update((text, known[text]) for text in new)
        return np.stack([known[text] for text in texts])

    return remembered


@dataclass(frozen=True, slots=True)
class Terms:
    """The content words of a question as they would stand in a text of one language.

    The arrays are of shape (n_terms,): ``shares``, float64, by rareness, adding up to 1; ``plain``, ``capitals`` and
    ``numbers`` tell which terms do not only name the kind of answer, are capitalised inside the question, have digits.
    """

    kind: Asked
    words: frozenset[str]
    forms: tuple[str, ...]
    stems: tuple[str, ...]
    shares: NDArray[np.float64]
    plain: NDArray[np.bool_]
    capitals: NDArray[np.bool_]
    numbers: NDArray[np.bool_]


def prepare_terms(question: str, language: str, text_language: str, weight: Weight) -> Terms:
    """The terms of a question for texts in ``text_language``, weighted as ``weight`` says of their stems."""
    question = question[:MAXIMUM_QUESTION_CHARACTERS]
    every = analysis.words_with_spans(question)
    capital = {word.form for word in every[1:] if question[word.start].isupper()}
    forms = analysis.unique(analysis.content_words(question, language))[:_MOST_TERMS]
    stems = [analysis.stem(form, text_language) for form in forms]
    factors = [KIND_WORD_WEIGHT if f in KIND_WORDS else CAPITAL_WEIGHT if f in capital else 1.0 for f in forms]
    weights = np.asarray([weight(stem) for stem in stems], dtype=np.float64) * factors
    total = float(weights.sum())
    return Terms(
        asked(question),
        frozenset(word.form for word in every),
        tuple(forms),
        tuple(stems),
        weights / total if total > 0 else weights,
        np.asarray([form not in KIND_WORDS for form in forms], dtype=bool),
        np.asarray([form in capital for form in forms], dtype=bool),
        np.asarray([any(map(str.isdigit, form)) for form in forms], dtype=bool),
    )


@lru_cache(maxsize=1 << 16)
def _stem_and_grams(raw: str, language: str) -> tuple[str, frozenset[str]] | None:
    form = analysis.form(raw)
    if analysis.is_stop_word(form, language):
        return None
    own = analysis.stem(form, language)
    return own, frozenset(analysis.grams(own))


def match_sentences(
    terms: Terms, paragraphs: Sequence[Sequence[str]], language: str, encode: Encode | None, share: float = 1.0
) -> list[NDArray[np.float64]]:
    """How well each sentence has each term: an array of shape (n_sentences, n_terms), 0..1, for each paragraph.

    With ``encode``, words also count by their meaning, for ``share`` of what the same word would.
    """
    rows: dict[str, int] = {}
    numbered = [
        [[rows.setdefault(raw, len(rows)) for raw in analysis.raw_words(sentence)] for sentence in sentences]
        for sentences in paragraphs
    ]
    found = match_words(terms, list(rows), language)
    if encode is not None and rows and terms.forms:
        found = np.maximum(found, share * align_words(terms, list(rows), language, encode))
    nothing = np.zeros(len(terms.stems))
    return [np.array([found[ids].max(axis=0) if ids else nothing for ids in of_one]) for of_one in numbered]


def match_words(terms: Terms, words: Sequence[str], language: str) -> NDArray[np.float64]:
    """How well each written word stands for each term: shape (n_words, n_terms), 0..1.

    1 for the same stem; for another the share of the shorter one's character 4-grams that the longer has, if that
    is at least ``SIMILAR``, times ``SIMILAR_WEIGHT``: this finds the parts of compounds and irregular forms.
    """
    own_grams = [frozenset(analysis.grams(stem)) for stem in terms.stems]
    by_gram: dict[str, list[int]] = {}
    for place, grams in enumerate(own_grams):
        if not terms.stems[place].isdigit():
            for gram in grams:
                by_gram.setdefault(gram, []).append(place)
    by_stem = {stem: place for place, stem in enumerate(terms.stems)}
    found = np.zeros((len(words), len(terms.stems)))
    for row, raw in enumerate(words):
        entry = _stem_and_grams(raw, language)
        if entry is None:
            continue
        stem, grams = entry
        if stem in by_stem:
            found[row, by_stem[stem]] = 1.0
        for place in {place for gram in grams & by_gram.keys() for place in by_gram[gram]}:
            overlap = len(grams & own_grams[place]) / min(len(grams), len(own_grams[place]))
            if overlap >= SIMILAR:
                found[row, place] = max(found[row, place], SIMILAR_WEIGHT * overlap)
    return found


def align_words(terms: Terms, words: Sequence[str], language: str, encode: Encode) -> NDArray[np.float64]:
    """As ``match_words``, by the cosine of word and term (soft alignment, as in Jalili Sabet et al. 2020)."""
    rows = [row for row, raw in enumerate(words) if _stem_and_grams(raw, language) is not None]
    vectors = encode([*terms.forms, *(analysis.form(words[row]) for row in rows)])
    count = len(terms.forms)
    found = np.zeros((len(words), count))
    cosines = vectors[count:] @ vectors[:count].T
    found[rows] = np.clip((cosines - ALIGNED_FROM) / (ALIGNED_TO - ALIGNED_FROM), 0, 1)
    digits = [place for place, stem in enumerate(terms.stems) if stem.isdigit()]
    found[:, digits] = 0
    return found
