"""The seeds and the previous index to the next index; what did not change is not embedded again.

An index depends on the documents and the configuration alone: building on a previous one gives what building from
nothing gives. Knows the stages it composes; writing to disk is ``store``'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.chunking import chunk_paragraphs
from retrieval.dense import DenseIndex
from retrieval.errors import DocumentError, SeedsEmptyError
from retrieval.index import Index
from retrieval.lexical import LexicalIndex
from retrieval.loading import Loader, SeedFile, read_seeds
from retrieval.manifest import Counts, IndexConfig, IndexManifest, diff, mark_of
from retrieval.paragraphs import split_paragraphs
from retrieval.records import (
    BuildProgress,
    BuildReport,
    BuildStage,
    Document,
    Encoder,
    Limits,
    SkippedFile,
    SkipReason,
)
from retrieval.tables import HeadingList, paragraph_rows, passage_rows

ProgressListener = Callable[[BuildProgress], None]

_EMBEDDING_BATCH_SIZE = 64
"""Small enough that progress shows, and Ctrl-C acts, while a transformer model embeds."""


def ignore_progress(progress: BuildProgress) -> None:
    """Listen to nothing."""


def snapshot(seeds: Path, maximum_file_bytes: int = Limits().maximum_file_bytes) -> dict[str, str]:
    """What is in the seeds now: document id to a mark of its content.

    Parameters
    ----------
    seeds
        The folder of documents.
    maximum_file_bytes
        As in the configuration of the index to compare with.

    Returns
    -------
    dict[str, str]
        As ``IndexManifest.seen`` gives it.

    Raises
    ------
    SeedsMissingError
        If there is no such folder.
    SeedsUnreadableError
        If the folder may not be listed.
    """
    return {
        entry.document_id: mark_of(entry) if isinstance(entry, SkippedFile) else entry.sha256
        for entry in read_seeds(seeds, maximum_file_bytes)
    }


def build_index(
    seeds: Path,
    config: IndexConfig,
    encoder: Encoder,
    previous: Index | None = None,
    progress: ProgressListener = ignore_progress,
) -> tuple[Index, BuildReport]:
    """Build the index of a folder.

    Parameters
    ----------
    seeds
        The folder of documents.
    config
        How to build.
    encoder
        Made from the same configuration.
    previous
        An index of the same configuration to take unchanged documents and vectors from.
    progress
        Told of every file read and every batch embedded.

    Returns
    -------
    tuple[Index, BuildReport]
        The index, not yet on disk, and what was done.

    Raises
    ------
    SeedsMissingError
        If there is no such folder.
    SeedsUnreadableError
        If the folder may not be listed.
    SeedsEmptyError
        If nothing in it can be indexed.
    """
    started = time.perf_counter()
    documents, skipped = _read_documents(seeds, config.limits, previous, progress)
    if not documents:
        raise SeedsEmptyError(seeds, len(skipped))
    layout = _lay_out(documents, config)
    vectors, embedded = _embed(layout.texts, encoder, previous, progress)
    progress(BuildProgress(BuildStage.WRITING, 0, 0))
    manifest = IndexManifest(
        config_fingerprint=config.fingerprint(encoder.fingerprint),
        encoder_fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        documents={document.id: document.sha256 for document in documents},
        skipped=tuple(skipped),
        counts=Counts(len(documents), len(layout.paragraphs), len(layout.passages)),
    )
    index = Index(
        manifest=manifest,
        documents=tuple(documents),
        paragraphs=layout.paragraphs,
        passages=layout.passages,
        headings=layout.headings.all(),
        dense=DenseIndex.build(vectors),
        lexical=LexicalIndex.build(layout.texts, layout.languages, layout.heading_texts),
    )
    report = BuildReport(
        changes=diff(previous.manifest.documents if previous else {}, manifest.documents),
        skipped=manifest.skipped,
        documents=len(documents),
        passages=len(index),
        embedded=embedded,
        reused=len(index) - embedded,
        seconds=time.perf_counter() - started,
    )
    return index, report


def _read_documents(
    seeds: Path, limits: Limits, previous: Index | None, progress: ProgressListener
) -> tuple[list[Document], list[SkippedFile]]:
    known = _known(previous)
    documents: list[Document] = []
    skipped: list[SkippedFile] = []
    with Loader(limits) as loader:
        for done, entry in enumerate(read_seeds(seeds, limits.maximum_file_bytes), start=1):
            progress(BuildProgress(BuildStage.READING, done, 0))
            outcome: Document | SkippedFile = entry if isinstance(entry, SkippedFile) else _load(entry, loader, known)
            if isinstance(outcome, SkippedFile):
                skipped.append(outcome)
            else:
                documents.append(outcome)
    return sorted(documents, key=lambda document: document.id), sorted(skipped, key=lambda file: file.document_id)


def _known(previous: Index | None) -> dict[tuple[str, str], Document | SkippedFile]:
    """What became of each file, by its id and the sha256 of its bytes; also what was not indexed is not tried again."""
    if previous is None:
        return {}
    known: dict[tuple[str, str], Document | SkippedFile] = {
        (file.document_id, file.sha256): file for file in previous.manifest.skipped if file.sha256
    }
    known.update({(document.id, document.sha256): document for document in previous.documents})
    return known


def _load(
    file: SeedFile, loader: Loader, known: dict[tuple[str, str], Document | SkippedFile]
) -> Document | SkippedFile:
    before = known.get((file.document_id, file.sha256))
    if before is not None:
        return before
    try:
        return _with_paragraphs(loader.load(file))
    except DocumentError as error:
        return SkippedFile(file.document_id, error.reason, error.detail, file.sha256)


def _with_paragraphs(document: Document) -> Document:
    if not split_paragraphs(document):
        raise DocumentError(document.id, SkipReason.HEADINGS_ONLY)
    return document


@dataclass(frozen=True, slots=True)
class _Layout:
    """Paragraphs and passages of all documents as arrays, and for each passage what the retrieval structures need."""

    paragraphs: NDArray[np.int32]
    passages: NDArray[np.int32]
    headings: HeadingList
    texts: list[str]
    languages: list[str]
    heading_texts: list[str]


def _lay_out(documents: Sequence[Document], config: IndexConfig) -> _Layout:
    headings = HeadingList()
    paragraph_parts: list[NDArray[np.int32]] = []
    passage_parts: list[NDArray[np.int32]] = []
    texts: list[str] = []
    languages: list[str] = []
    heading_texts: list[str] = []
    for number, document in enumerate(documents):
        paragraphs = split_paragraphs(document)
        passages = chunk_paragraphs(document, paragraphs, config.passage_characters)
        paragraph_parts.append(paragraph_rows(number, paragraphs, headings))
        passage_parts.append(passage_rows(number, passages, headings))
        texts.extend(passage.span.slice(document.text) for passage in passages)
        languages.extend(document.language for _ in passages)
        heading_texts.extend("\n".join((document.title, *passage.headings)) for passage in passages)
    return _Layout(
        np.concatenate(paragraph_parts), np.concatenate(passage_parts), headings, texts, languages, heading_texts
    )


def _embed(
    texts: Sequence[str], encoder: Encoder, previous: Index | None, progress: ProgressListener
) -> tuple[NDArray[np.float32], int]:
    """Array of shape (len(texts), dimension), float32, rows of norm 1 or 0; and how many texts were new."""
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    rows_of: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows_of.setdefault(text, []).append(row)
    if previous is not None and previous.manifest.encoder_fingerprint == encoder.fingerprint:
        known = previous.dense.vectors()
        for row in range(len(previous)):
            vectors[rows_of.pop(previous.passage_text(row), [])] = known[row]
    new = list(rows_of)
    progress(BuildProgress(BuildStage.EMBEDDING, 0, len(new)))
    for start, batch in _batches(new):
        for text, vector in zip(batch, encoder.encode_passages(batch), strict=True):
            vectors[rows_of[text]] = vector
        progress(BuildProgress(BuildStage.EMBEDDING, start + len(batch), len(new)))
    return vectors, sum(len(rows) for rows in rows_of.values())


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    for start in range(0, len(texts), _EMBEDDING_BATCH_SIZE):
        yield start, texts[start : start + _EMBEDDING_BATCH_SIZE]
