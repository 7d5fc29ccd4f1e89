"""The files of one generation: an index to bytes and back, each file with its size and sha256 in the manifest.

::

    documents.jsonl         the loaded texts
    passages.jsonl          every passage, for people to read
    tables.npz              paragraphs and passages as arrays
    vectors.faiss           the dense index
    lexical.npz             the lexical index
    manifest.json           written last; names every other file with size and sha256, and ends with its own

Nothing is unpickled. Knows one folder; which one is the current one is ``store``'s.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import DenseIndex
from retrieval.errors import IndexDamagedError
from retrieval.index import Index
from retrieval.lexical import LexicalIndex
from retrieval.manifest import FileRecord, IndexManifest
from retrieval.records import Document, Heading, Span

_MANIFEST = "manifest.json"
_SEAL_CHARACTERS = 66
"""A sha256 in hex with a line end before and behind."""


def write_generation(folder: Path, index: Index) -> Index:
    """Write an index durably into an empty folder; the same index with the files in its manifest comes back."""
    files = {}
    for name, data in _contents(index):
        write_durably(folder / name, data)
        files[name] = FileRecord(len(data), hashlib.sha256(data).hexdigest())
    manifest = replace(index.manifest, files=files)
    write_durably(folder / _MANIFEST, _sealed(manifest.to_json()))
    sync_directory(folder)
    return replace(index, manifest=manifest)


def _contents(index: Index) -> Iterator[tuple[str, bytes]]:
    """The files of a generation, one at a time, so that only one is in memory twice."""
    yield "documents.jsonl", _json_lines(asdict(document) for document in index.documents)
    yield "passages.jsonl", _json_lines(_readable_passages(index))
    headings = np.frombuffer(json.dumps(index.headings, ensure_ascii=False).encode(), dtype=np.uint8)
    yield "tables.npz", _npz({"paragraphs": index.paragraphs, "passages": index.passages, "headings": headings})
    yield "vectors.faiss", index.dense.to_bytes()
    yield "lexical.npz", _npz(index.lexical.to_arrays())


def _readable_passages(index: Index) -> Iterator[dict[str, Any]]:
    for row in range(len(index)):
        passage = index.passage(row)
        yield {
            "document": passage.document_id,
            "paragraph": passage.first_paragraph,
            "start": passage.span.start,
            "end": passage.span.end,
            "headings": passage.headings,
            "text": index.passage_text(row),
        }


def read_generation(folder: Path) -> Index:
    """Read and verify what ``write_generation`` wrote.

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
    manifest = _read_manifest(folder)
    data = {name: _read_verified(folder / name, record) for name, record in manifest.files.items()}
    try:
        tables = _arrays(data["tables.npz"])
        return Index(
            manifest=manifest,
            documents=tuple(_document(line) for line in data["documents.jsonl"].decode().split("\n") if line),
            paragraphs=tables["paragraphs"],
            passages=tables["passages"],
            headings=tuple(tuple(stack) for stack in json.loads(tables["headings"].tobytes())),
            dense=DenseIndex.from_bytes(data["vectors.faiss"]),
            lexical=LexicalIndex.from_arrays(_arrays(data["lexical.npz"])),
        )
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise IndexDamagedError(folder, f"its parts do not fit together ({error})") from error


def _read_manifest(folder: Path) -> IndexManifest:
    path = folder / _MANIFEST
    try:
        return IndexManifest.from_json(_unsealed(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise IndexDamagedError(path, str(error)) from error


def _read_verified(path: Path, record: FileRecord) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IndexDamagedError(path, error.strerror or str(error)) from error
    if len(data) != record.size or hashlib.sha256(data).hexdigest() != record.sha256:
        raise IndexDamagedError(path, "its content is not what was written")
    return data


def _sealed(text: str) -> bytes:
    """A text with its own sha256 as last line."""
    return f"{text}\n{hashlib.sha256(text.encode()).hexdigest()}\n".encode()


def _unsealed(data: bytes) -> str:
    text = data.decode()[:-_SEAL_CHARACTERS]
    if data != _sealed(text):
        raise ValueError("its content is not what was written")
    return text


def _document(line: str) -> Document:
    fields = json.loads(line)
    headings = tuple(Heading(Span(**item["span"]), item["level"]) for item in fields["headings"])
    return Document(**{**fields, "pages": tuple(fields["pages"]), "headings": headings})


def _json_lines(objects: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in objects).encode()


def _npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _arrays(data: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return dict(arrays)


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that it is there after a power cut, once its folder is synced too."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
