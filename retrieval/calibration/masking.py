"""An index as if some paragraphs were not in it: what would be answered if a paragraph were missing?

Far cheaper than building an index for every question that is asked so. Rarity of words and lengths stay those of the
whole index. Knows the index and its two retrieval structures, nothing of questions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.index.dense import DenseIndex
from retrieval.index.index import Index
from retrieval.index.lexical import LexicalIndex

Place: TypeAlias = tuple[str, int]
"""A paragraph: the id of its document, and its number."""


def without(index: Index, hidden: Collection[Place]) -> Index:
    """A view of an index in which no search finds some paragraphs.

    Parameters
    ----------
    index
        The whole index; it is not changed.
    hidden
        Paragraphs; those that are not in the index are ignored.

    Returns
    -------
    Index
        Shares everything with the whole one.
    """
    if not hidden:
        return index
    numbers = {document.id: number for number, document in enumerate(index.documents)}
    rows = [
        np.flatnonzero((index.passages[:, 0] == numbers[document_id]) & (index.passages[:, 3] == paragraph))
        for document_id, paragraph in hidden
        if document_id in numbers
    ]
    found = np.unique(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int64)
    return replace(index, lexical=_HiddenWords(index.lexical, found), dense=_HiddenVectors(index.dense, found))


class _HiddenWords(LexicalIndex):
    """A lexical index in which some rows match nothing."""

    def __init__(self, whole: LexicalIndex, rows: NDArray[np.int64]) -> None:
        vars(self).update(vars(whole))
        self._hidden = rows

    def scores(self, query: str, language: str) -> NDArray[np.float32]:
        scores = super().scores(query, language)
        scores[self._hidden] = 0
        return scores


class _HiddenVectors(DenseIndex):
    """A dense index that does not find some rows."""

    def __init__(self, whole: DenseIndex, rows: NDArray[np.int64]) -> None:
        vars(self).update(vars(whole))
        self._hidden = rows

    def search(self, query: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        rows, cosines = super().search(query, count + len(self._hidden))
        shown = ~np.isin(rows, self._hidden)
        return rows[shown][:count], cosines[shown][:count]
