"""BM25 over stems, parts of compounds and character 4-grams, with weights that a question only has to add.

Knows how often words stand in rows (``term_counts``), nothing of documents, vectors or files. Headings count as words
of a passage of their own weight.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.index.array_files import pack_strings, unpack_strings
from retrieval.index.term_counts import BODY, TermCounts
from retrieval.text import analysis
from retrieval.weights import weights

_WEIGHTS: Final = weights("lexical")
K1: Final = _WEIGHTS["k1"]
B: Final = _WEIGHTS["b"]
PART_WEIGHT: Final = _WEIGHTS["part_weight"]
GRAM_SHARE: Final = _WEIGHTS["gram_share"]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]

_WHOLE: Final = 2
_PART: Final = 1
"""What a word adds to its stem, and to the parts of it; see ``PART_WEIGHT``."""
_UNITS: Final = BODY * _WHOLE
"""How often a row has a term is kept as a whole number of such parts."""
_MOST: Final = np.iinfo(np.uint16).max


@dataclass(frozen=True, slots=True, eq=False)
class _Postings:
    """One kind of terms: which rows have a term and how often, and the BM25 weight of that.

    The rows of a term are ``rows[starts[place]:starts[place + 1]]``, ascending, with ``counts`` and ``weights`` beside
    them. Terms are sorted.
    """

    places: Mapping[str, int]
    starts: Ints
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    n_rows: int
    weights: Floats

    @classmethod
    def of(
        cls, places: Mapping[str, int], starts: Ints, rows: NDArray[np.int32], counts: NDArray[np.uint16], n_rows: int
    ) -> Self:
        return cls(places, starts, rows, counts, n_rows, _weights(starts, rows, counts, n_rows))

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]], n_rows: int) -> Self:
        terms = unpack_strings(arrays[f"{name}_terms"])
        starts, rows, counts = (arrays[f"{name}_{part}"] for part in ("starts", "rows", "counts"))
        if len(starts) != len(terms) + 1 or len(rows) != len(counts) or int(starts[-1]) != len(rows):
            raise ValueError(f"the lexical arrays of kind {name!r} do not fit together")
        return cls.of(_numbered(terms), starts, rows, counts, n_rows)

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        return {
            f"{name}_terms": pack_strings(list(self.places)),
            f"{name}_starts": self.starts,
            f"{name}_rows": self.rows,
            f"{name}_counts": self.counts,
        }

    def idf(self, term: str) -> float:
        """Lucene's variant, never negative: ln(1 + (N - df + 0.5) / (df + 0.5)); an unknown term has df 0."""
        place = self.places.get(term)
        frequency = 0 if place is None else int(self.starts[place + 1] - self.starts[place])
        return math.log(1 + (self.n_rows - frequency + 0.5) / (frequency + 0.5))

    def add(self, scores: Floats, term: str, factor: float) -> None:
        place = self.places.get(term)
        if place is not None:
            start, end = self.starts[place], self.starts[place + 1]
            scores[self.rows[start:end]] += self.weights[start:end] * np.float32(factor)

    def spliced(self, new_places: NDArray[np.int32], other: _Postings, n_rows: int) -> _Postings:
        """These postings with their rows in new places (-1: gone), and those of other rows, merged."""
        places = new_places[self.rows]
        kept = places >= 0
        rows, counts = places[kept], self.counts[kept]
        before = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(kept, dtype=np.int64)))[self.starts]
        lengths = np.diff(before)
        old_terms = list(self.places)
        terms = sorted({old_terms[place] for place in np.flatnonzero(lengths)} | other.places.keys())
        at = np.zeros(len(other.rows), dtype=np.int64)
        for place, term in enumerate(other.places):
            old = self.places.get(term)
            start, end = other.starts[place], other.starts[place + 1]
            first, last = (before[old], before[old + 1]) if old is not None else (_before(before, old_terms, term),) * 2
            at[start:end] = first + np.searchsorted(rows[first:last], other.rows[start:end])
        sizes = np.zeros(len(terms), dtype=np.int64)
        numbered = _numbered(terms)
        own = [numbered.get(term, -1) for term in old_terms]
        present = np.array(own, dtype=np.int64) >= 0
        sizes[np.array(own, dtype=np.int64)[present]] += lengths[present]
        sizes[[numbered[term] for term in other.places]] += np.diff(other.starts)
        return _Postings.of(
            numbered,
            np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes))),
            np.insert(rows, at, other.rows),
            np.insert(counts, at, other.counts),
            n_rows,
        )


def _before(starts: Ints, terms: Sequence[str], term: str) -> int:
    """Where the rows of a term that is new belong among those of the others."""
    return int(starts[bisect_left(terms, term)])


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
    def of(cls, words: TermCounts) -> Self:
        """Index passages whose words are counted: one row for each."""
        return cls(_stem_postings(words), _gram_postings(words), words.languages)

    def spliced(self, words: TermCounts, new_rows: Ints, new_places: NDArray[np.int32], other: TermCounts) -> Self:
        """The index of other passages of which many are in this one.

        Parameters
        ----------
        words
            The counts of all passages that shall be indexed.
        new_rows
            Array of shape (other.n_passages,), int64: the rows in it of what this index does not have, ascending.
        new_places
            Array of shape (n_passages,), int32: what becomes of each row of this index, -1 for none. Those that stay
            keep their order.
        other
            The counts of what this index does not have.

        Returns
        -------
        LexicalIndex
            The same as ``of(words)``.
        """
        added = _gram_postings(other)
        places = np.asarray(new_rows, dtype=np.int32)
        moved = _Postings(added.places, added.starts, places[added.rows], added.counts, added.n_rows, added.weights)
        grams = self._grams.spliced(new_places, moved, words.n_passages)
        return type(self)(_stem_postings(words), grams, words.languages)

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
            If the arrays do not fit together.
        KeyError
            If one is missing.
        """
        n_rows = int(arrays["n_passages"][0])
        return cls(
            _Postings.from_arrays("stem", arrays, n_rows),
            _Postings.from_arrays("gram", arrays, n_rows),
            unpack_strings(arrays["languages"]),
        )

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The index as plain arrays of numbers: strings are UTF-8 bytes, one a line, in a uint8 array."""
        return {
            "n_passages": np.asarray([self.n_passages], dtype=np.int64),
            "languages": pack_strings(self._codes),
            **self._stems.to_arrays("stem"),
            **self._grams.to_arrays("gram"),
        }

    def idf(self, term: str) -> float:
        """How rare a stem is among the passages."""
        return self._stems.idf(term)

    def known(self, part: str) -> str | None:
        """The part if it is a stem of the corpus: what ``analysis.split_compound`` asks for."""
        return part if part in self._stems.places else None

    def scores(self, query: str, language: str, mask: NDArray[np.bool_] | None = None) -> Floats:
        """How well each passage matches a question, by words alone.

        Parameters
        ----------
        query
            The question.
        language
            Of the question: its stop words are left out.
        mask
            Shape (n_passages,), bool: true for the passages that match nothing.

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
        scores = (1 - GRAM_SHARE) * self._share(self._stems, stems) + GRAM_SHARE * self._share(self._grams, grams)
        if mask is not None:
            scores[mask] = 0
        return scores

    @staticmethod
    def _share(postings: _Postings, terms: Mapping[str, float]) -> Floats:
        scores = np.zeros(postings.n_rows, dtype=np.float32)
        best = 0.0
        for term, factor in terms.items():
            postings.add(scores, term, factor)
            best += factor * postings.idf(term) * (K1 + 1)
        return scores / np.float32(best) if best > 0 else scores


def _stem_postings(words: TermCounts) -> _Postings:
    """The stems of all words, and the parts of those that are compounds."""
    terms = sorted(set(words.stems).union(*words.parts.values()))
    place = _numbered(terms)
    rows = np.arange(len(words.stems), dtype=np.int32)
    german = [(row, words.parts[stem]) for row, stem in enumerate(words.stems) if stem in words.parts]
    german = [(row, parts) for row, parts in german if words.words[row].startswith("de ")]
    part_rows = [row for row, parts in german for _ in parts]
    columns = [place[stem] for stem in words.stems] + [place[part] for _, parts in german for part in parts]
    factors = np.repeat(np.array([_WHOLE, _PART], dtype=np.float32), [len(rows), len(part_rows)])
    return _postings(words, np.concatenate((rows, np.array(part_rows, dtype=np.int32))), columns, factors, terms)


def _gram_postings(words: TermCounts) -> _Postings:
    lists = [analysis.grams(word.partition(" ")[2]) for word in words.words]
    terms = sorted(set(chain.from_iterable(lists)))
    place = _numbered(terms)
    rows = np.repeat(np.arange(len(lists), dtype=np.int32), [len(grams) for grams in lists])
    columns = [place[gram] for grams in lists for gram in grams]
    return _postings(words, rows, columns, np.full(len(rows), _WHOLE, dtype=np.float32), terms)


def _postings(
    words: TermCounts, rows: NDArray[np.int32], columns: Sequence[int], factors: Floats, terms: Sequence[str]
) -> _Postings:
    """Postings from the terms of each word: ``rows`` are words, ``columns`` terms."""
    from scipy import sparse

    of_words = sparse.csr_matrix((factors, (rows, columns)), shape=(len(words.words), len(terms)))
    shape = (words.n_passages, len(words.words))
    found = sparse.csr_matrix((words.counts.astype(np.float32), words.columns, words.starts), shape=shape) @ of_words
    by_term = found.tocsc()
    counts = np.minimum(by_term.data, _MOST).astype(np.uint16)
    starts, places = by_term.indptr.astype(np.int64), by_term.indices.astype(np.int32)
    return _Postings.of(_numbered(terms), starts, places, counts, words.n_passages)


def _weights(starts: Ints, rows: NDArray[np.int32], counts: NDArray[np.uint16], n_rows: int) -> Floats:
    """The BM25 weights of postings: array of shape (n_postings,), float32."""
    frequency = np.diff(starts)
    lengths = np.bincount(rows, weights=counts, minlength=n_rows)
    average = max(float(lengths.mean()) if n_rows else 1.0, 1e-9)
    norm = (K1 * (1 - B + B * lengths / average)).astype(np.float32)
    best = (np.log1p((n_rows - frequency + 0.5) / (frequency + 0.5)) * (K1 + 1)).astype(np.float32)
    weights = counts.astype(np.float32)
    weights /= np.float32(_UNITS)
    below = norm[rows]
    below += weights
    weights /= below
    weights *= np.repeat(best, frequency)
    return weights


def _numbered(terms: Sequence[str]) -> dict[str, int]:
    return dict(zip(terms, range(len(terms)), strict=True))
