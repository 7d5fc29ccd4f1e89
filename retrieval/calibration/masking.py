"""Which rows of an index a search must not find: what would be answered if a paragraph were missing?

Far cheaper than building an index for every question that is asked so. Rarity of words and lengths stay those of the
whole index. Knows the tables of an index, nothing of questions.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.index.index import Index

Place: TypeAlias = tuple[str, int]
"""A paragraph: the id of its document, and its number."""


def mask_of(index: Index, hidden: Collection[Place]) -> NDArray[np.bool_]:
    """The mask that hides some paragraphs from a search.

    Parameters
    ----------
    index
        The index that will be searched.
    hidden
        Paragraphs; those that are not in the index are ignored.

    Returns
    -------
    NDArray[np.bool_]
        Shape (n_passages,): true for the passages of the hidden paragraphs.
    """
    numbers = {document.id: number for number, document in enumerate(index.documents)}
    mask = np.zeros(len(index), dtype=bool)
    for document_id, paragraph in hidden:
        if document_id in numbers:
            mask |= (index.passages[:, 0] == numbers[document_id]) & (index.passages[:, 3] == paragraph)
    return mask
