"""The seeds and the previous index to the next index; what did not change is not split, counted or embedded again.

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

from retrieval.documents.chunking import chunk_paragraphs
from retrieval.documents.loading import KnownFile, Loader, SeedFile, UnsettledFile
from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.records import Document, Paragraph
from retrieval.documents.skipped import DocumentError, Limits, SkippedFile, SkipReason
from retrieval.errors import SeedsEmptyError
from retrieval.index.change_detection import Scanner
from retrieval.index.dense import DenseIndex
from retrieval.index.encoder import Encoder
from retrieval.index.index import Index
from retrieval.index.lexical import LexicalIndex
from retrieval.index.manifest import Counts, IndexConfig, IndexManifest, diff
from retrieval.index.records import BuildProgress, BuildReport, BuildStage
from retrieval.index.span_tables import HeadingList, Tables, paragraph_rows, passage_rows, spliced
from retrieval.index.term_counts import TermCounts

ProgressListener = Callable[[BuildProgress], None]

_EMBEDDING_BATCH_SIZE = 64
"""Small enough that progress shows, and Ctrl-C acts, while a transformer model embeds."""

_WORTH_SPLICING = 0.5
"""With a smaller share of old passages, the lexical index is rebuilt from scratch, which is then quicker."""


def ignore_progress(progress: BuildProgress) -> None:
    """Listen to nothing."""


def build_index(
    seeds: Path | Scanner,
    config: IndexConfig,
    encoder: Encoder,
    previous: Index | None = None,
    progress: ProgressListener = ignore_progress,
) -> tuple[Index, BuildReport]:
    """Build the index of a folder.

    Parameters
    ----------
    seeds
        The folder of documents, or who looks through it.
    config
        How to build.
    encoder
        Made from the same configuration.
    previous
        An index of the same configuration, with its words, to take from it what did not change.
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
    previous = previous if previous and previous.words else None
    limits = config.limits
    scanner = seeds if isinstance(seeds, Scanner) else Scanner(seeds, maximum_file_bytes=limits.maximum_file_bytes)
    found = _read_documents(scanner, limits, previous, progress)
    if not found.documents:
        raise SeedsEmptyError(scanner.seeds, len(found.skipped))
    new = _lay_out(found.new, config)
    before = previous.tables if previous else Tables(new.tables.paragraphs[:0], new.tables.passages[:0], ())
    tables, taken = spliced(before, new.tables, found.sources, len(previous.documents) if previous else 0)
    vectors, embedded = _embed(new.texts, encoder, previous, progress)
    lexical, words = _lexical(_count(new, progress), previous, taken)
    manifest = IndexManifest(
        config_fingerprint=config.fingerprint(encoder.fingerprint),
        encoder_fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        documents={document.id: document.sha256 for document in found.documents},
        skipped=tuple(found.skipped),
        counts=Counts(len(found.documents), len(tables.paragraphs), len(tables.passages)),
    )
    index = Index(
        manifest=manifest,
        documents=tuple(found.documents),
        paragraphs=tables.paragraphs,
        passages=tables.passages,
        headings=tuple(tables.headings),
        dense=DenseIndex.build(_taken(previous, vectors, taken)),
        lexical=lexical,
        words=words,
    )
    report = BuildReport(
        changes=diff(previous.manifest.documents if previous else {}, manifest.documents),
        skipped=manifest.skipped,
        documents=len(found.documents),
        passages=len(index),
        embedded=embedded,
        reused=len(index) - embedded,
        seconds=time.perf_counter() - started,
    )
    return index, report


@dataclass(frozen=True, slots=True)
class _Found:
    """What is in the seeds: documents by id, those of them that are new, and where each one comes from.

    ``sources`` are numbers of documents in the previous index, counted on in ``new``.
    """

    documents: list[Document]
    new: list[tuple[Document, tuple[Paragraph, ...]]]
    sources: NDArray[np.int64]
    skipped: list[SkippedFile]


def _read_documents(scanner: Scanner, limits: Limits, previous: Index | None, progress: ProgressListener) -> _Found:
    numbers = {document.id: number for number, document in enumerate(previous.documents)} if previous else {}
    left_out = {file.document_id: file for file in previous.manifest.skipped} if previous else {}
    found: list[tuple[Document, int]] = []
    new: list[tuple[Document, tuple[Paragraph, ...]]] = []
    skipped: list[SkippedFile] = []
    with Loader(limits) as loader:
        for done, entry in enumerate(scanner.scan(previous.manifest.seen() if previous else {}), start=1):
            progress(BuildProgress(BuildStage.READING, done, 0))
            if isinstance(entry, SkippedFile):
                skipped.append(entry)
                continue
            number, before = numbers.get(entry.document_id), left_out.get(entry.document_id)
            if previous and number is not None and _is_same(entry, previous.documents[number].sha256):
                found.append((previous.documents[number], number))
            elif before and _is_same(entry, before.sha256):
                skipped.append(before)
            elif isinstance(entry, SeedFile):
                outcome = _load(entry, loader)
                if isinstance(outcome, SkippedFile):
                    skipped.append(outcome)
                else:
                    found.append((outcome[0], len(numbers) + len(new)))
                    new.append(outcome)
    found.sort(key=lambda pair: pair[0].id)
    return _Found(
        documents=[document for document, _ in found],
        new=new,
        sources=np.array([number for _, number in found], dtype=np.int64),
        skipped=sorted(skipped, key=lambda file: file.document_id),
    )


def _is_same(entry: SeedFile | KnownFile | UnsettledFile, sha256: str) -> bool:
    """Whether a file is to be taken as it was: it has the same content, or somebody is writing it."""
    return isinstance(entry, UnsettledFile) or entry.sha256 == sha256


def _load(file: SeedFile, loader: Loader) -> tuple[Document, tuple[Paragraph, ...]] | SkippedFile:
    try:
        document = loader.load(file)
    except DocumentError as error:
        return SkippedFile(file.document_id, error.reason, error.detail, file.sha256)
    paragraphs = split_paragraphs(document)
    if not paragraphs:
        return SkippedFile(file.document_id, SkipReason.HEADINGS_ONLY, "", file.sha256)
    return document, paragraphs


@dataclass(frozen=True, slots=True)
class _Layout:
    """Paragraphs and passages of new documents as arrays, and for each passage what the retrieval structures need."""

    tables: Tables
    texts: list[str]
    languages: list[str]
    heading_texts: list[str]


def _lay_out(documents: Sequence[tuple[Document, tuple[Paragraph, ...]]], config: IndexConfig) -> _Layout:
    headings = HeadingList()
    paragraph_parts = [paragraph_rows(0, [], headings)]
    passage_parts = [passage_rows(0, [], headings)]
    texts: list[str] = []
    languages: list[str] = []
    heading_texts: list[str] = []
    for number, (document, paragraphs) in enumerate(documents):
        passages = chunk_paragraphs(document, paragraphs, config.passage_characters)
        paragraph_parts.append(paragraph_rows(number, paragraphs, headings))
        passage_parts.append(passage_rows(number, passages, headings))
        texts.extend(passage.span.slice(document.text) for passage in passages)
        languages.extend(document.language for _ in passages)
        heading_texts.extend("\n".join((document.title, *passage.headings)) for passage in passages)
    tables = Tables(np.concatenate(paragraph_parts), np.concatenate(passage_parts), headings.all())
    return _Layout(tables, texts, languages, heading_texts)


def _embed(
    texts: Sequence[str], encoder: Encoder, previous: Index | None, progress: ProgressListener
) -> tuple[NDArray[np.float32], int]:
    """Array of shape (len(texts), dimension), float32, rows of norm 1 or 0; and how many texts were new."""
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    rows_of: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows_of.setdefault(text, []).append(row)
    if previous is not None and rows_of:
        known = previous.dense.vectors()
        # Most passages cannot be the same by their length alone.
        lengths = previous.passages[:, 2] - previous.passages[:, 1]
        for row in np.flatnonzero(np.isin(lengths, [len(text) for text in rows_of])).tolist():
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


def _taken(previous: Index | None, new: NDArray[np.float32], taken: NDArray[np.int64]) -> NDArray[np.float32]:
    """The vectors of all passages: those that ``taken`` counts in the previous index, and on in the new ones."""
    if previous is None:
        return new[taken]
    is_new = taken >= len(previous)
    vectors: NDArray[np.float32] = previous.dense.vectors().take(np.where(is_new, 0, taken), axis=0)
    vectors[is_new] = new[taken[is_new] - len(previous)]
    return vectors


def _count(new: _Layout, progress: ProgressListener) -> TermCounts:
    def step() -> None:
        progress(BuildProgress(BuildStage.COUNTING, 0, 0))

    return TermCounts.of(new.texts, new.languages, new.heading_texts, step)


def _lexical(counted: TermCounts, previous: Index | None, taken: NDArray[np.int64]) -> tuple[LexicalIndex, TermCounts]:
    n_before = len(previous) if previous else 0
    before = previous.words if previous and previous.words else TermCounts.none()
    words = before.spliced(counted, taken)
    is_old = taken < n_before
    if previous is None or is_old.sum() < _WORTH_SPLICING * len(taken):
        return LexicalIndex.of(words), words
    new_places = np.full(n_before, -1, dtype=np.int32)
    new_places[taken[is_old]] = np.flatnonzero(is_old).astype(np.int32)
    new_rows = np.flatnonzero(~is_old)
    # The new passages in the order that they get, which is that of the ids of their documents.
    ordered = counted.only(taken[new_rows] - n_before)
    return previous.lexical.spliced(words, new_rows, new_places, ordered), words
