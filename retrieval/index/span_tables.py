"""Paragraphs and passages as integer arrays, so that a large index opens without making a million objects.

A row becomes a record only when somebody looks at it. Knows the records and numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.documents.records import Document, Paragraph, Passage
from retrieval.index.array_files import ranges
from retrieval.text.spans import Span

PARAGRAPH_COLUMNS = ("document", "number", "start", "end", "page", "headings")
PASSAGE_COLUMNS = ("document", "start", "end", "first", "last", "headings")

Headings = tuple[str, ...]


class HeadingList:
    """Every different stack of headings once, in order of appearance."""

    def __init__(self) -> None:
        self._numbers: dict[Headings, int] = {}

    def number(self, headings: Headings) -> int:
        """The number of a stack of headings; a new one gets the next."""
        return self._numbers.setdefault(headings, len(self._numbers))

    def all(self) -> tuple[Headings, ...]:
        """The stacks by number."""
        return tuple(self._numbers)


def paragraph_rows(document: int, paragraphs: Sequence[Paragraph], headings: HeadingList) -> NDArray[np.int32]:
    """Array of shape (len(paragraphs), 6), int32, columns as ``PARAGRAPH_COLUMNS``; page 0 stands for none."""
    rows = [
        (document, p.number, p.span.start, p.span.end, p.page or 0, headings.number(p.headings)) for p in paragraphs
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, len(PARAGRAPH_COLUMNS))


def passage_rows(document: int, passages: Sequence[Passage], headings: HeadingList) -> NDArray[np.int32]:
    """Array of shape (len(passages), 6), int32, columns as ``PASSAGE_COLUMNS``."""
    rows = [
        (document, p.span.start, p.span.end, p.first_paragraph, p.last_paragraph, headings.number(p.headings))
        for p in passages
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, len(PASSAGE_COLUMNS))


def paragraph_from(row: NDArray[np.int32], documents: Sequence[Document], headings: Sequence[Headings]) -> Paragraph:
    """The paragraph that a row stands for."""
    document, number, start, end, page, stack = row.tolist()
    return Paragraph(documents[document].id, number, Span(start, end), headings[stack], page or None)


def passage_from(row: NDArray[np.int32], documents: Sequence[Document], headings: Sequence[Headings]) -> Passage:
    """The passage that a row stands for."""
    document, start, end, first, last, stack = row.tolist()
    return Passage(documents[document].id, Span(start, end), first, last, headings[stack])


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The paragraphs and passages of some documents: arrays of shape (n, 6), int32, and the headings they name."""

    paragraphs: NDArray[np.int32]
    passages: NDArray[np.int32]
    headings: Sequence[Headings]


def spliced(
    before: Tables, new: Tables, documents: NDArray[np.int64], n_before: int
) -> tuple[Tables, NDArray[np.int64]]:
    """The tables of documents of which some had their rows before.

    Parameters
    ----------
    before
        Rows of ``n_before`` documents.
    new
        Rows of the others, which are counted from 0 there.
    documents
        Array of shape (n,), int64: for each document its number in ``before``, or ``n_before`` and more for ``new``.
    n_before
        How many documents there were before.

    Returns
    -------
    tuple[Tables, NDArray[np.int64]]
        The tables, the same as if they were built from scratch; and for each row of its passages the row in those of
        ``before`` and ``new`` behind each other.
    """
    headings = [*before.headings, *new.headings]
    paragraphs, _ = _gathered(before.paragraphs, new.paragraphs, documents, n_before, len(before.headings))
    passages, taken = _gathered(before.passages, new.passages, documents, n_before, len(before.headings))
    # Stacks of headings are numbered as they first appear among the paragraphs, each of them once.
    same: dict[Headings, int] = {}
    first = np.array([same.setdefault(stack, number) for number, stack in enumerate(headings)], dtype=np.int64)
    found, places = np.unique(first[paragraphs[:, -1]], return_index=True)
    order = found[np.argsort(places)]
    renumbered = np.zeros(len(headings) + 1, dtype=np.int32)
    renumbered[order] = np.arange(len(order), dtype=np.int32)
    for rows in (paragraphs, passages):
        rows[:, -1] = renumbered[first[rows[:, -1]]]
    return Tables(paragraphs, passages, tuple(headings[number] for number in order)), taken


def _gathered(
    before: NDArray[np.int32], new: NDArray[np.int32], documents: NDArray[np.int64], n_before: int, n_headings: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    rows = np.concatenate((before, new))
    rows[len(before) :, 0] += n_before
    rows[len(before) :, -1] += n_headings
    edges = np.searchsorted(rows[:, 0], np.stack((documents, documents + 1)))
    lengths = edges[1] - edges[0]
    taken = ranges(edges[0], lengths)
    gathered = rows[taken]
    gathered[:, 0] = np.repeat(np.arange(len(documents), dtype=np.int32), lengths)
    return gathered, taken
