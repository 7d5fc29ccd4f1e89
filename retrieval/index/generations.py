"""The files of one generation: an index to bytes and back, each file with its size and sha256 in the manifest.

::

    documents.json          what is known of each document but its text
    texts                   the loaded texts behind each other
    tables                  paragraphs and passages as arrays
    vectors                 the vectors of the passages
    lexical                 which words are in which passages
    words                   what the lexical index was made from; only a build reads it
    manifest.json           written last; names every other file with size and sha256, and ends with its own

Nothing is unpickled. Knows one folder; which one is the current one is ``store``'s.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.documents.records import Document, Heading
from retrieval.errors import IndexDamagedError, IndexOutdatedError
from retrieval.index.array_files import Buffer, pack_arrays, unpack_arrays
from retrieval.index.atomic_files import sealed, sync_directory, unsealed, write_durably
from retrieval.index.dense import DenseIndex
from retrieval.index.index import Index
from retrieval.index.lexical import LexicalIndex
from retrieval.index.manifest import FileRecord, FormatError, IndexManifest
from retrieval.index.term_counts import TermCounts
from retrieval.text.spans import Span

_MANIFEST = "manifest.json"
_WORDS = "words"
_MARK_CHARACTERS = 8


def write_generation(folder: Path, index: Index) -> tuple[Index, str]:
    """Write an index durably into an empty folder; it comes back with its files, and a mark of all their content."""
    files = {name: FileRecord(*write_durably(folder / name, pieces)) for name, pieces in _contents(index)}
    manifest = replace(index.manifest, files=files)
    _, digest = write_durably(folder / _MANIFEST, [sealed(manifest.to_json())])
    sync_directory(folder)
    return replace(index, manifest=manifest), digest[:_MARK_CHARACTERS]


def _contents(index: Index) -> Iterator[tuple[str, Iterable[Buffer]]]:
    """The files of a generation, each in pieces."""
    yield "documents.json", [_described(index.documents)]
    yield "texts", ["".join(document.text for document in index.documents).encode()]
    headings = np.frombuffer(json.dumps(index.headings, ensure_ascii=False).encode(), dtype=np.uint8)
    yield (
        "tables",
        pack_arrays(
            {"paragraphs": index.paragraphs, "passages": index.passages, "headings": headings},
        ),
    )
    yield "vectors", pack_arrays({"vectors": index.dense.vectors()})
    yield "lexical", pack_arrays(index.lexical.to_arrays())
    if index.words is not None:
        yield _WORDS, pack_arrays(index.words.to_arrays())


def read_generation(folder: Path) -> Index:
    """Read and verify what ``write_generation`` wrote, but for what only a build needs.

    Parameters
    ----------
    folder
        The folder of the generation.

    Returns
    -------
    Index
        Every byte of it was checked.

    Raises
    ------
    IndexDamagedError
        If a file is missing or not what was written.
    """
    with _in_use(folder):
        manifest = _read_manifest(folder)
        names = [name for name in manifest.files if name != _WORDS]
        # Reading and hashing leave the interpreter to others; the vectors alone are as much as all the rest.
        with ThreadPoolExecutor(max_workers=2) as pool:
            data = dict(zip(names, pool.map(lambda name: _verified(folder, name, manifest), names), strict=True))
    try:
        tables = unpack_arrays(data["tables"])
        return Index(
            manifest=manifest,
            documents=_documents(data["documents.json"], data["texts"]),
            paragraphs=tables["paragraphs"],
            passages=tables["passages"],
            headings=tuple(tuple(stack) for stack in json.loads(tables["headings"].tobytes())),
            dense=DenseIndex.build(unpack_arrays(data["vectors"])["vectors"]),
            lexical=LexicalIndex.from_arrays(unpack_arrays(data["lexical"])),
            generation=folder.name,
        )
    except (LookupError, ValueError, TypeError) as error:
        raise IndexDamagedError(folder, f"its parts do not fit together ({error})") from error


def read_words(folder: Path, index: Index) -> TermCounts:
    """Read and verify what the lexical index was made from.

    Parameters
    ----------
    folder
        The folder of the generation.
    index
        What ``read_generation`` or ``write_generation`` gave for it.

    Returns
    -------
    TermCounts
        One row for each passage.

    Raises
    ------
    IndexDamagedError
        If the file is missing or not what was written.
    """
    data = _verified(folder, _WORDS, index.manifest)
    try:
        words = TermCounts.from_arrays(unpack_arrays(data))
    except (LookupError, ValueError, TypeError) as error:
        raise IndexDamagedError(folder / _WORDS, str(error)) from error
    if words.n_passages != len(index):
        raise IndexDamagedError(folder / _WORDS, "it belongs to another index")
    return words


def remove_unused(folder: Path) -> bool:
    """Remove a generation that nobody is reading; whether that was so."""
    try:
        with (folder / _MANIFEST).open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return False
    except OSError:
        # There is no manifest to lock, or there are no locks.
        shutil.rmtree(folder, ignore_errors=True)
    return True


@contextmanager
def _in_use(folder: Path) -> Iterator[None]:
    """Keep a generation from being removed while its files are read; the kernel forgets that with the process."""
    try:
        file = (folder / _MANIFEST).open("rb")
    except OSError as error:
        raise IndexDamagedError(folder / _MANIFEST, error.strerror or str(error)) from error
    try:
        # A file system without locks does without: a reader that loses its files looks for the next ones.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_SH)
        yield
    finally:
        with suppress(OSError):
            file.close()


def _read_manifest(folder: Path) -> IndexManifest:
    path = folder / _MANIFEST
    try:
        return IndexManifest.from_json(unsealed(path.read_bytes()))
    except FormatError as error:
        raise IndexOutdatedError(path, str(error)) from error
    except (OSError, ValueError) as error:
        raise IndexDamagedError(path, str(error)) from error


def _verified(folder: Path, name: str, manifest: IndexManifest) -> bytes:
    path = folder / name
    record = manifest.files.get(name, FileRecord(0, ""))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IndexDamagedError(path, error.strerror or str(error)) from error
    if len(data) != record.size or hashlib.sha256(data).hexdigest() != record.sha256:
        raise IndexDamagedError(path, "its content is not what was written")
    return data


def _described(documents: Iterable[Document]) -> bytes:
    described = []
    for document in documents:
        fields: dict[str, Any] = {name: getattr(document, name) for name in _DESCRIBED}
        headings = [(heading.span.start, heading.span.end, heading.level) for heading in document.headings]
        described.append({**fields, "headings": headings, "bytes": len(document.text.encode())})
    return json.dumps(described, ensure_ascii=False).encode()


_DESCRIBED = ("id", "title", "sha256", "media_type", "language", "pages")


def _documents(described: bytes, texts: bytes) -> tuple[Document, ...]:
    documents = []
    start = 0
    for fields in json.loads(described):
        end = start + fields.pop("bytes")
        headings = tuple(Heading(Span(first, last), level) for first, last, level in fields.pop("headings"))
        pages = tuple(fields.pop("pages"))
        documents.append(Document(text=texts[start:end].decode(), pages=pages, headings=headings, **fields))
        start = end
    return tuple(documents)
