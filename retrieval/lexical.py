"""BM25 over stems, parts of compounds and character 4-grams, as precomputed weights in plain numpy arrays.

Knows words (``analysis``) and rows, nothing of documents, vectors or files. Headings count as words of a passage
of their own weight.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval import analysis

K1: Final = 1.2
B: Final = 0.5
PART_WEIGHT: Final = 0.5
GRAM_SHARE: Final = 0.5
HEADING_WEIGHT: Final = 0.5

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
_Terms: TypeAlias = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class _Postings:
    """The BM25 weights of one kind of terms, by term: ``rows[starts[t]:starts[t + 1]]`` and ``weights`` beside it."""

    terms: dict[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: Floats
    n_rows: int

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]], n_rows: int) -> Self:
        terms = _unpack(arrays[f"{name}_terms"])
        starts, rows, weights = (arrays[f"{name}_{part}"] for part in ("starts", "rows", "weights"))
        if len(starts) != len(terms) + 1 or len(rows) != len(weights) or int(starts[-1]) != len(rows):
            raise ValueError(f"the lexical arrays of kind {name!r} do not fit each other")
        return cls(dict(zip(terms, range(len(terms)), strict=True)), starts, rows, weights, n_rows)

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        return {
            f"{name}_terms": _pack(self.terms),
            f"{name}_starts": self.starts,
            f"{name}_rows": self.rows,
            f"{name}_weights": self.weights,
        }

    def idf(self, term: str) -> float:
        """Lucene's variant, never negative: ln(1 + (N - df + 0.5) / (df + 0.5)); an unknown term has df 0."""
        place = self.terms.get(term)
        frequency = 0 if place is None else int(self.starts[place + 1] - self.starts[place])
        return math.log(1 + (self.n_rows - frequency + 0.5) / (frequency + 0.5))

    def add(self, scores: Floats, term: str, factor: float) -> None:
        place = self.terms.get(term)
        if place is not None:
            start, end = self.starts[place], self.starts[place + 1]
            scores[self.rows[start:end]] += self.weights[start:end] * np.float32(factor)


class LexicalIndex:
    r"""The lexical side of an index: one row a passage.

    Notes
    -----
    BM25 (Robertson and Zaragoza 2009) with Lucene's idf,

    .. math:: w(t, d) = idf(t) \frac{tf (k_1 + 1)}{tf + k_1 (1 - b + b |d| / avgdl)},

    is computed when the index is built (as in BM25S, Lù 2024), so a question only adds slices. A stem of a question
    may not reach more than ``idf * (k1 + 1)``: the sum of these bounds over the question, with words that no passage
    has, divides the score, so 1 means "everything, everywhere" whatever the length of the question.
    """

    def __init__(self, stems: _Postings, grams: _Postings, codes: Sequence[str]) -> None:
        self._stems = stems
        self._grams = grams
        self._codes = tuple(codes)

    @property
    def n_passages(self) -> int:
        """How many passages are indexed."""
        return self._stems.n_rows

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str], headings: Sequence[str] | None = None) -> Self:
        """Index passages.

        Parameters
        ----------
        texts
            One a passage.
        languages
            The ISO 639-1 code of each text.
        headings
            The title and headings of each passage in one string; none by default.

        Returns
        -------
        LexicalIndex
            With a row for each text, in their order.
        """
        above = headings if headings is not None else [""] * len(texts)
        order: list[int] = []
        stem_terms: dict[str, int] = {}
        gram_terms: dict[str, int] = {}
        stem_counts, gram_counts = [], []
        codes = sorted(set(languages))
        for code in codes:
            rows = [row for row, language in enumerate(languages) if language == code]
            order.extend(rows)
            vocabulary: dict[str, int] = {}
            body = _count([texts[row] for row in rows], vocabulary)
            head = _count([above[row] for row in rows], vocabulary)
            words = _matrix(*body, len(vocabulary), 1.0) + _matrix(*head, len(vocabulary), HEADING_WEIGHT)
            forms = [analysis.form(word) for word in vocabulary]
            stem_counts.append(words @ _to_terms(_stem_lists(forms, code), stem_terms))
            gram_counts.append(words @ _to_terms(_gram_lists(forms), gram_terms))
        places = np.argsort(np.asarray(order, dtype=np.int64))
        return cls(_weigh(stem_counts, stem_terms, places), _weigh(gram_counts, gram_terms, places), codes)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The index that ``to_arrays`` took apart; memory-mapped arrays stay where they are.

        Parameters
        ----------
        arrays
            As ``to_arrays`` gave them.

        Returns
        -------
        LexicalIndex
            The same index.

        Raises
        ------
        ValueError
            If the arrays do not fit each other.
        KeyError
            If one is missing.
        """
        n_rows = int(arrays["n_passages"][0])
        return cls(
            _Postings.from_arrays("stem", arrays, n_rows),
            _Postings.from_arrays("gram", arrays, n_rows),
            _unpack(arrays["languages"]),
        )

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The index as plain arrays of numbers: strings are UTF-8 bytes, one a line, in a uint8 array."""
        return {
            "n_passages": np.asarray([self.n_passages], dtype=np.int64),
            "languages": _pack(self._codes),
            **self._stems.to_arrays("stem"),
            **self._grams.to_arrays("gram"),
        }

    def idf(self, term: str) -> float:
        """How rare a stem is among the passages."""
        return self._stems.idf(term)

    def known(self, part: str) -> str | None:
        """The part if it is a stem of the corpus: what ``analysis.split_compound`` asks for."""
        return part if part in self._stems.terms else None

    def scores(self, query: str, language: str) -> Floats:
        """How well each passage matches a question, by words alone.

        Parameters
        ----------
        query
            The question.
        language
            Of the question: its stop words are left out.

        Returns
        -------
        array
            Shape (n_passages,), float32, in 0..1.
        """
        words = analysis.unique(analysis.content_words(query, language))
        stems: dict[str, float] = {}
        for word in words:
            for code in analysis.unique([language, *self._codes]):
                own = analysis.stem(word, code)
                stems[own] = 1.0
                for part in analysis.split_compound(own, self.known):
                    stems.setdefault(part, PART_WEIGHT)
        grams = dict.fromkeys(chain.from_iterable(analysis.grams(word) for word in words), 1.0)
        return (1 - GRAM_SHARE) * self._share(self._stems, stems) + GRAM_SHARE * self._share(self._grams, grams)

    @staticmethod
    def _share(postings: _Postings, terms: Mapping[str, float]) -> Floats:
        scores = np.zeros(postings.n_rows, dtype=np.float32)
        best = 0.0
        for term, factor in terms.items():
            postings.add(scores, term, factor)
            best += factor * postings.idf(term) * (K1 + 1)
        return scores / np.float32(best) if best > 0 else scores


def _count(texts: Sequence[str], vocabulary: dict[str, int]) -> tuple[Ints, Ints]:
    """The words of all texts in a row as numbers of a growing vocabulary, and how many each text has."""
    numbers: list[int] = []
    lengths: list[int] = []
    for text in texts:
        found = analysis.raw_words(text)
        numbers.extend([vocabulary.setdefault(word, len(vocabulary)) for word in found])
        lengths.append(len(found))
    return np.asarray(numbers, dtype=np.int64), np.asarray(lengths, dtype=np.int64)


def _stem_lists(forms: Sequence[str], language: str) -> list[_Terms]:
    stems = {form: analysis.stem(form, language) for form in forms}
    known = {own: own for own in stems.values()} | stems
    if language != "de":
        return [[(stems[form], 1.0)] for form in forms]
    parts = {own: analysis.split_compound(own, known.get) for own in dict.fromkeys(stems.values())}
    return [[(stems[form], 1.0), *((part, PART_WEIGHT) for part in parts[stems[form]])] for form in forms]


def _gram_lists(forms: Sequence[str]) -> list[_Terms]:
    return [[(gram, 1.0) for gram in analysis.grams(form)] for form in forms]


def _matrix(numbers: Ints, lengths: Ints, n_words: int, factor: float) -> Any:
    """How often each text has each word, times a factor: sparse, shape (n_texts, n_words), float32."""
    from scipy import sparse

    starts = np.concatenate(([0], np.cumsum(lengths)))
    ones = np.full(len(numbers), factor, dtype=np.float32)
    matrix = sparse.csr_matrix((ones, numbers, starts), shape=(len(lengths), n_words))
    matrix.sum_duplicates()
    return matrix


def _to_terms(lists: Sequence[_Terms], terms: dict[str, int]) -> Any:
    """The terms of each word: sparse, shape (n_words, n_terms), float32; new terms are added to ``terms``."""
    from scipy import sparse

    starts = np.concatenate(([0], np.cumsum([len(entries) for entries in lists])))
    numbers = [terms.setdefault(term, len(terms)) for entries in lists for term, _ in entries]
    weights = np.asarray([weight for entries in lists for _, weight in entries], dtype=np.float32)
    return sparse.csr_matrix((weights, numbers, starts), shape=(len(lists), len(terms)))


def _weigh(counts: Sequence[Any], terms: dict[str, int], places: Ints) -> _Postings:
    """BM25 from how often each row has each term: one sparse block a language, rows to be put into ``places``."""
    from scipy import sparse

    n_rows = len(places)
    blocks = [sparse.csr_matrix((c.data, c.indices, c.indptr), shape=(c.shape[0], len(terms))) for c in counts]
    tf = sparse.vstack(blocks, format="csr")[places].tocsc() if blocks else sparse.csc_matrix((0, 0))
    frequency = np.diff(tf.indptr)
    lengths = np.asarray(tf.sum(axis=1)).ravel()
    norm = 1 - B + B * lengths / max(float(lengths.mean()) if n_rows else 1.0, 1e-9)
    idf = np.log1p((n_rows - frequency + 0.5) / (frequency + 0.5))
    weights = np.repeat(idf, frequency) * tf.data * (K1 + 1) / (tf.data + K1 * norm[tf.indices])
    return _Postings(terms, tf.indptr.astype(np.int64), tf.indices.astype(np.int32), weights.astype(np.float32), n_rows)


def _pack(strings: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(strings).encode(), dtype=np.uint8)


def _unpack(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n") if len(packed) else []
