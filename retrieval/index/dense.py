"""Nearest neighbours by cosine: an exact FAISS index over unit vectors.

The door to faiss. Flat search is exact and, up to a few hundred thousand passages, fast enough on one thread. Knows
rows and vectors, no passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class DenseIndex:
    """Unit vectors, one a row, searched by inner product."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> DenseIndex:
        """Index vectors.

        Parameters
        ----------
        vectors
            Array of shape (n, dimension), float32, rows of norm 1 or 0.

        Returns
        -------
        DenseIndex
            Row i of the array is row i of the index.
        """
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return int(self._index.d)

    def search(
        self, query: NDArray[np.float32], count: int, mask: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows nearest to a query, best first; equal scores in the order of rows.

        Parameters
        ----------
        query
            Array of shape (dimension,), float32, norm 1 or 0.
        count
            How many rows at most.
        mask
            Shape (len(self),), bool: true for the rows that must not be found.

        Returns
        -------
        tuple[NDArray[np.int64], NDArray[np.float32]]
            Rows and cosines in -1..1, each of shape (min(count, number of rows that may be found),).
        """
        hidden = 0 if mask is None else int(mask.sum())
        scores, rows = self._index.search(query.reshape(1, -1), min(count + hidden, len(self)))
        found = rows[0] >= 0
        if mask is not None:
            found &= ~mask[rows[0]]
        rows, scores = rows[0][found], scores[0][found]
        order = np.lexsort((rows, -scores))[:count]
        return rows[order], scores[order]

    def cosines(self, query: NDArray[np.float32], rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosines of some rows with a query: array of shape (len(rows),), float32, -1..1."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        vectors = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        cosines: NDArray[np.float32] = vectors @ query
        return cosines

    def vectors(self) -> NDArray[np.float32]:
        """All vectors: array of shape (n, dimension), float32; a view that lives as long as this index."""
        import faiss

        if not len(self):
            return np.zeros((0, self.dimension), dtype=np.float32)
        stored: NDArray[np.float32] = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dimension)
        vectors = stored.reshape(len(self), self.dimension)
        vectors.flags.writeable = False
        return vectors
