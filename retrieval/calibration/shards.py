"""A large index in shards of bounded size, each an index of some of the documents and of nothing else.

A document belongs to a shard by its id alone, so a change touches one shard and leaves the others as they were. Knows
the index, nothing of what the shards are for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.dense import DenseIndex
from retrieval.index.index import Index
from retrieval.index.lexical import LexicalIndex
from retrieval.index.manifest import Counts
from retrieval.index.span_tables import Tables, spliced

LARGEST_SHARD: Final = 2_500
"""Passages of a shard on average, at most. A single document is never divided."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some documents of an index; ``fingerprint`` stands for all that is in them and how they were indexed."""

    fingerprint: str
    whole: Index
    numbers: NDArray[np.int64]

    def index(self) -> Index:
        """The index of these documents, the same as if there had never been others.

        Returns
        -------
        Index
            The whole one, where all documents are in one shard.

        Raises
        ------
        ValueError
            If the whole one came without its words.
        """
        whole = self.whole
        if len(self.numbers) == len(whole.documents):
            return whole
        if whole.words is None:
            raise ValueError("an index is divided by its words")
        empty = Tables(whole.paragraphs[:0], whole.passages[:0], ())
        tables, rows = spliced(whole.tables, empty, self.numbers, len(whole.documents))
        documents = tuple(whole.documents[number] for number in self.numbers)
        manifest = replace(
            whole.manifest,
            documents={document.id: document.sha256 for document in documents},
            counts=Counts(len(documents), len(tables.paragraphs), len(tables.passages)),
        )
        words = whole.words.only(rows)
        return Index(
            manifest=manifest,
            documents=documents,
            paragraphs=tables.paragraphs,
            passages=tables.passages,
            headings=tuple(tables.headings),
            dense=DenseIndex.build(whole.dense.vectors()[rows]),
            lexical=LexicalIndex.of(words),
            words=words,
        )


def shards_of(index: Index) -> Iterator[Shard]:
    """The shards of an index, in an order of their own.

    Parameters
    ----------
    index
        With its words, where it has more passages than ``LARGEST_SHARD``.

    Yields
    ------
    Shard
        Together they have every document once.
    """
    count = shard_count(len(index))
    homes = [int.from_bytes(_digest(document.id)[:8]) % count for document in index.documents]
    for home in range(count):
        numbers = np.flatnonzero(np.array(homes) == home).astype(np.int64)
        if len(numbers):
            yield Shard(_fingerprint(index, numbers, count), index, numbers)


def shard_count(passages: int) -> int:
    """How many shards an index has: a power of two, so that it seldom changes.

    >>> shard_count(2_500), shard_count(2_501), shard_count(30_000)
    (1, 2, 16)
    """
    count = 1
    while passages > count * LARGEST_SHARD:
        count *= 2
    return count


def _fingerprint(index: Index, numbers: NDArray[np.int64], count: int) -> str:
    digest = hashlib.blake2b(f"{index.manifest.config_fingerprint} {count}".encode(), digest_size=16)
    for number in numbers.tolist():
        document = index.documents[number]
        digest.update(_digest(document.id) + document.sha256.encode())
    return digest.hexdigest()


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
