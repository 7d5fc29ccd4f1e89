"""Checks an index as strictly as it can be: what the checksums cannot see is made again and compared.

Knows the seeds, the store and the encoder. Repairs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.calibration.synthetic_questions import evenly
from retrieval.documents.chunking import chunk_paragraphs
from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.records import Document
from retrieval.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError
from retrieval.index.change_detection import Scanner
from retrieval.index.encoder import Encoder, load_encoder
from retrieval.index.index import Index
from retrieval.index.lexical import LexicalIndex
from retrieval.index.manifest import IndexConfig, diff
from retrieval.index.records import Changes
from retrieval.index.store import Store
from retrieval.index.term_counts import TermCounts

PROBES: Final = 100
LEAST_COSINE: Final = 0.999
"""Another machine may round differently; another model is far away."""


class FaultKind(StrEnum):
    """What can be wrong with an index."""

    MISSING = "missing"
    """There is none."""
    OUTDATED = "outdated"
    """It was written by another version, in a format that this one does not read."""
    DAMAGED = "damaged"
    """A file is not what was written."""
    SPANS = "spans"
    """A paragraph of a document is not where the index says."""
    VECTORS = "vectors"
    """The vector of a passage is another one's."""
    WORDS = "words"
    """The lexical index is of other words."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong, and where."""

    kind: FaultKind
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found: ``faults`` in the index itself, ``changes`` of the documents since it was made."""

    faults: tuple[Fault, ...]
    changes: Changes
    documents: int
    passages: int


def verify(seeds: Path, index_directory: Path, config: IndexConfig) -> Verification:
    """Check everything: checksums, counts, spans, words, vectors, and the documents themselves.

    Parameters
    ----------
    seeds
        The folder of documents; all of it is read.
    index_directory
        The folder of the index; nothing in it is changed.
    config
        How it should have been built.

    Returns
    -------
    Verification
        Without faults and changes if the index is what a new build would give.

    Raises
    ------
    SeedsMissingError
        If there is no folder of documents.
    SeedsUnreadableError
        If it may not be listed.
    EncoderError
        If the embedding model cannot be loaded.
    """
    encoder = load_encoder(config.embedding_model, config.query_prompt, config.passage_prompt)
    store = Store(index_directory)
    try:
        index, words = _opened(store)
    except IndexMissingError:
        return Verification((Fault(FaultKind.MISSING, ""),), Changes(), 0, 0)
    except IndexOutdatedError as error:
        return Verification((Fault(FaultKind.OUTDATED, error.detail),), Changes(), 0, 0)
    except IndexDamagedError as error:
        return Verification((Fault(FaultKind.DAMAGED, f"{error.path}: {error.detail}"),), Changes(), 0, 0)
    fits = index.manifest.config_fingerprint == config.fingerprint(encoder.fingerprint)
    changes = diff(
        index.manifest.seen(),
        Scanner(seeds, maximum_file_bytes=config.limits.maximum_file_bytes).snapshot({}),
        config_changed=not fits,
    )
    # What another configuration made is right in its own way, and will be rebuilt anyway.
    faults = tuple(_faults(index, words, config, encoder)) if fits else ()
    return Verification(faults, changes, len(index.documents), len(index))


def _opened(store: Store) -> tuple[Index, TermCounts]:
    while True:
        index = store.load()
        try:
            return index, store.words(index)
        except IndexDamagedError:
            # Another process may have published meanwhile.
            if store.current_name() == index.generation:
                raise


def _faults(index: Index, words: TermCounts, config: IndexConfig, encoder: Encoder) -> Iterator[Fault]:
    for number, document in enumerate(index.documents):
        if not _is_where_it_says(index, document, number, config):
            yield Fault(FaultKind.SPANS, document.id)
    made, stored = LexicalIndex.of(words).to_arrays(), index.lexical.to_arrays()
    if any(not np.array_equal(made[name], stored[name]) for name in made):
        yield Fault(FaultKind.WORDS, "")
    rows = evenly(range(len(index)), PROBES)
    expected = encoder.encode_passages([index.passage_text(row) for row in rows])
    vectors = index.dense.vectors()
    for row, vector in zip(rows, expected, strict=True):
        if not _is_alike(vector, vectors[row]):
            yield Fault(FaultKind.VECTORS, index.documents[int(index.passages[row, 0])].id)


def _is_where_it_says(index: Index, document: Document, number: int, config: IndexConfig) -> bool:
    """Whether a document is split as its rows say, so that every quote is literal."""
    paragraphs = split_paragraphs(document)
    start, end = np.searchsorted(index.passages[:, 0], [number, number + 1])
    try:
        passages = tuple(index.passage(row) for row in range(start, end))
        return index.paragraphs_of(document.id) == paragraphs and passages == chunk_paragraphs(
            document, paragraphs, config.passage_characters
        )
    except ValueError:
        # Not a valid span.
        return False


def _is_alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    # A passage without tokens has a vector of zeros.
    return float(one @ other) > LEAST_COSINE or not (one.any() or other.any())
