"""Paragraphs and passages as integer arrays, so that a large index opens without making a million objects.

A row becomes a record only when somebody looks at it. Knows the records and numpy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.records import Document, Paragraph, Passage, Span

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
