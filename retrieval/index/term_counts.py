"""How often each passage has each word, with the stem and the parts of every word: what BM25 is made from.

Counting is the slow part of a lexical index, and a passage that did not change has the same words. Everything is in an
order of its own, never in that of its making, so counts put together from older ones equal those of a rebuild. Knows
words (``analysis``) and rows, nothing of documents and files.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.index.array_files import pack_strings, ranges, unpack_strings
from retrieval.text import analysis

BODY: Final = 2
HEADING: Final = 1
"""A word of the headings counts half as much as one of the passage itself."""

_MOST: Final = np.iinfo(np.uint16).max
_MOST_LOOKED_AT: Final = 100_000_000
"""Characters that are worth looking at to find the compounds which a new word takes part in."""


@dataclass(frozen=True, slots=True, eq=False)
class TermCounts:
    """The words of passages, one row a passage.

    Parameters
    ----------
    words
        Language and folded form, as in ``de haus``, sorted; each is in a passage.
    stems
        The stem of each word.
    parts
        The German stems that are compounds, with the stems of their parts.
    starts
        Array of shape (n_passages + 1,), int64: where the words of each passage begin in the two that follow.
    columns
        Array of shape (n_counts,), int32: places in ``words``, ascending within a passage.
    counts
        Array of shape (n_counts,), uint16, in halves; see ``BODY`` and ``HEADING``.
    """

    words: Sequence[str]
    stems: Sequence[str]
    parts: Mapping[str, tuple[str, ...]]
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    counts: NDArray[np.uint16]

    @property
    def n_passages(self) -> int:
        """How many passages are counted."""
        return len(self.starts) - 1

    @property
    def languages(self) -> list[str]:
        """The codes of the languages that the passages are in, sorted."""
        codes: list[str] = []
        place = 0
        while place < len(self.words):
            codes.append(self.words[place].partition(" ")[0])
            place = bisect_left(self.words, f"{codes[-1]}!")
        return codes

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        languages: Sequence[str],
        headings: Sequence[str],
        step: Callable[[], None] = lambda: None,
    ) -> Self:
        """Count the words of passages.

        Parameters
        ----------
        texts
            One a passage.
        languages
            The ISO 639-1 code of each.
        headings
            The title and headings of each, in one string.
        step
            Called now and then.

        Returns
        -------
        TermCounts
            With a row for each text, in their order.
        """
        vocabulary: dict[tuple[str, str], int] = {}
        above: dict[tuple[str, str], list[int]] = {}
        numbers: list[int] = []
        body, both = [], []
        for row, (text, code, heading) in enumerate(zip(texts, languages, headings, strict=True)):
            if row % _ROWS_A_STEP == 0:
                step()
            own = _numbers(text, code, vocabulary)
            if (code, heading) not in above:
                above[code, heading] = _numbers(heading, code, vocabulary)
            numbers += own
            numbers += above[code, heading]
            body.append(len(own))
            both.append(len(own) + len(above[code, heading]))
        words = [f"{code} {analysis.form(raw)}" for code, raw in vocabulary]
        known = sorted(set(words))
        place = dict(zip(known, range(len(known)), strict=True))
        columns = np.array([place[word] for word in words], dtype=np.int32)[np.array(numbers, dtype=np.int64)]
        lengths = np.array(both, dtype=np.int64)
        in_body = np.arange(len(columns)) - np.repeat(np.cumsum(lengths) - lengths, lengths) < np.repeat(body, lengths)
        factors = np.where(in_body, BODY, HEADING).astype(np.float32)
        starts, columns, counts = _summed(factors, columns, lengths, len(known))
        stems = [_stem(word) for word in known]
        return cls(known, stems, _parts_of(_german(known, stems)), starts, columns, counts)

    @classmethod
    def none(cls) -> Self:
        """The counts of no passage."""
        return cls.of([], [], [])

    def spliced(self, other: TermCounts, rows: NDArray[np.int64]) -> TermCounts:
        """The counts of some passages of these and of others.

        Parameters
        ----------
        other
            More counts; its rows are counted behind those of this one.
        rows
            Array of shape (n,), int64: which rows, in their new order.

        Returns
        -------
        TermCounts
            The same as if they were counted together.
        """
        starts = np.concatenate((self.starts[:-1], other.starts[:-1] + len(self.columns)))
        lengths = np.concatenate((np.diff(self.starts), np.diff(other.starts)))[rows]
        taken = ranges(starts[rows], lengths)
        place = dict(zip(self.words, range(len(self.words)), strict=True))
        added = [number for number, word in enumerate(other.words) if word not in place]
        words = [*self.words, *(other.words[number] for number in added)]
        stems = [*self.stems, *(other.stems[number] for number in added)]
        place |= zip(words[len(self.words) :], range(len(self.words), len(words)), strict=True)
        theirs = np.array([place[word] for word in other.words], dtype=np.int32)
        columns = np.concatenate((self.columns, theirs[other.columns]))[taken]
        used = np.flatnonzero(np.bincount(columns, minlength=len(words)))
        kept = sorted(used.tolist(), key=words.__getitem__)
        renumbered = np.zeros(len(words), dtype=np.int32)
        renumbered[kept] = np.arange(len(kept), dtype=np.int32)
        new_words, new_stems = [words[number] for number in kept], [stems[number] for number in kept]
        ends, columns, counts = _summed(
            np.concatenate((self.counts, other.counts))[taken].astype(np.float32),
            renumbered[columns],
            lengths,
            len(kept),
        )
        before, now = _german(self.words, self.stems), _german(new_words, new_stems)
        return TermCounts(new_words, new_stems, _parts_after(self.parts, before, now), ends, columns, counts)

    def only(self, rows: NDArray[np.int64]) -> TermCounts:
        """The counts of some rows, in this order, as if there were no others."""
        lengths = np.diff(self.starts)[rows]
        taken = ranges(self.starts[rows], lengths)
        used, columns = np.unique(self.columns[taken], return_inverse=True)
        words, stems = [self.words[number] for number in used], [self.stems[number] for number in used]
        starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
        places = columns.reshape(-1).astype(np.int32)
        return TermCounts(words, stems, _parts_of(_german(words, stems)), starts, places, self.counts[taken])

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The counts as plain arrays."""
        return {
            "words": pack_strings(self.words),
            "stems": pack_strings(self.stems),
            "parts": pack_strings([" ".join((stem, *parts)) for stem, parts in sorted(self.parts.items())]),
            "starts": self.starts,
            "columns": self.columns,
            "counts": self.counts,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The counts that ``to_arrays`` took apart.

        Parameters
        ----------
        arrays
            As ``to_arrays`` gave them.

        Returns
        -------
        TermCounts
            The same counts.

        Raises
        ------
        ValueError
            If the arrays do not fit together.
        KeyError
            If one is missing.
        """
        words, stems = unpack_strings(arrays["words"]), unpack_strings(arrays["stems"])
        starts, columns, counts = arrays["starts"], arrays["columns"], arrays["counts"]
        if len(words) != len(stems) or len(columns) != len(counts) or int(starts[-1]) != len(columns):
            raise ValueError("the arrays of the words do not fit together")
        compounds = (line.split(" ") for line in unpack_strings(arrays["parts"]))
        return cls(words, stems, {stem: tuple(parts) for stem, *parts in compounds}, starts, columns, counts)


_ROWS_A_STEP: Final = 500


def _numbers(text: str, code: str, vocabulary: dict[tuple[str, str], int]) -> list[int]:
    return [vocabulary.setdefault((code, word), len(vocabulary)) for word in analysis.raw_words(text)]


def _stem(word: str) -> str:
    code, _, form = word.partition(" ")
    return analysis.stem(form, code)


def _summed(
    factors: NDArray[np.float32], columns: NDArray[np.int32], lengths: NDArray[np.int64], n_words: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint16]]:
    """Starts, columns and counts of rows in which a word may stand several times and in any order."""
    from scipy import sparse

    starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
    matrix = sparse.csr_matrix((factors, columns, starts), shape=(len(lengths), n_words))
    matrix.sum_duplicates()
    counts = np.minimum(matrix.data, _MOST).astype(np.uint16)
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), counts


def _german(words: Sequence[str], stems: Sequence[str]) -> dict[str, str]:
    """The German words, without their language, to their stems."""
    return {word[3:]: stem for word, stem in zip(words, stems, strict=True) if word.startswith("de ")}


def _known(stems: Mapping[str, str]) -> dict[str, str]:
    return {stem: stem for stem in stems.values()} | dict(stems)


def _parts_of(stems: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The compounds among the stems of words."""
    return dict(_compounds(set(stems.values()), _known(stems)))


def _compounds(stems: Iterable[str], known: Mapping[str, str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for stem in stems:
        parts = analysis.split_compound(stem, known.get)
        if parts:
            yield stem, parts


def _parts_after(
    parts: Mapping[str, tuple[str, ...]], before: Mapping[str, str], now: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The compounds among the stems of ``now``, from those of ``before``: only what a new word can touch is split."""
    known_before, known_now = _known(before), _known(now)
    differing = before.keys() ^ now.keys()
    differing |= {before.get(word) or now[word] for word in differing}
    changed = [word for word in differing if known_before.get(word) != known_now.get(word)]
    stems = set(now.values())
    text = "\n".join(stems)
    if len(changed) * len(text) > _MOST_LOOKED_AT:
        return _parts_of(now)
    touched = stems - set(before.values())
    for word in changed:
        # A compound is split at words that stand in it to the letter.
        if len(word) >= analysis.SHORTEST_PART:
            touched.update(_lines_with(text, word))
    kept = {stem: own for stem, own in parts.items() if stem in stems and stem not in touched}
    return kept | dict(_compounds(touched, known_now))


def _lines_with(text: str, word: str) -> Iterable[str]:
    found = text.find(word)
    while found >= 0:
        start = text.rfind("\n", 0, found) + 1
        end = text.find("\n", found)
        end = len(text) if end < 0 else end
        yield text[start:end]
        found = text.find(word, end)
