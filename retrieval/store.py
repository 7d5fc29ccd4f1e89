"""Generations on disk: written aside, checked by sha256, switched atomically, cleaned up.

The door to the file system for the index. A folder looks like this::

    .beleg/
        CURRENT                     the name of the generation that readers open
        lock                        held by the one process that builds
        generations/000007/
            documents.jsonl         the loaded texts
            passages.jsonl          every passage, for people to read
            tables.npz              paragraphs and passages as arrays
            vectors.faiss           the dense index
            lexical.npz             the lexical index
            manifest.json           written last; names every other file with size and sha256

Whoever is killed at any moment leaves the old generation or the new one. Knows records and the index, no documents'
folder.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import DenseIndex
from retrieval.errors import IndexBusyError, IndexDamagedError, IndexMissingError, IndexUnwritableError
from retrieval.index import Index
from retrieval.lexical import LexicalIndex
from retrieval.manifest import FileRecord, IndexManifest
from retrieval.records import Document

KEPT_GENERATIONS = 2
"""The current one, and the one before for readers that are just opening it."""

LOCK_TIMEOUT_SECONDS = 600.0

_CURRENT = "CURRENT"
_LOCK = "lock"
_GENERATIONS = "generations"
_MANIFEST = "manifest.json"
_ASIDE = ".new-"
_SEAL_CHARACTERS = 66
"""A sha256 in hex with a line end before and behind."""

_NAME = re.compile(r"\d{6,}\Z")

_T = TypeVar("_T")


class Store:
    """The index folder.

    Parameters
    ----------
    directory
        Created when the first generation is written.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def load(self) -> Index:
        """The current generation.

        Returns
        -------
        Index
            Verified against its checksums.

        Raises
        ------
        IndexMissingError
            If there is none.
        IndexDamagedError
            If a file of it is missing or not what was written.
        """
        return self._read_current(_read_generation)

    def load_manifest(self) -> IndexManifest:
        """The manifest of the current generation alone.

        Returns
        -------
        IndexManifest
            The manifest.

        Raises
        ------
        IndexMissingError
            If there is none.
        IndexDamagedError
            If it is missing or not what was written.
        """
        return self._read_current(_read_manifest)

    def write(self, index: Index) -> Index:
        """Write a generation and make it the current one. Call it inside ``locked``.

        Parameters
        ----------
        index
            The index to write.

        Returns
        -------
        Index
            The same index with the files in its manifest.

        Raises
        ------
        IndexUnwritableError
            If it cannot be written; the current generation is then untouched.
        """
        generations = self.directory / _GENERATIONS
        with _mapped_write_errors(self.directory):
            self._remove_unfinished()
            name = f"{max(map(int, self._names()), default=0) + 1:06d}"
            aside = generations / f"{_ASIDE}{name}"
            aside.mkdir(parents=True)
            try:
                written = _write_generation(aside, index)
                aside.rename(generations / name)
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise
            _sync_directory(generations)
            self._switch_to(name)
            self._remove_old(name)
        return written

    @contextmanager
    def locked(self, timeout_seconds: float = LOCK_TIMEOUT_SECONDS) -> Iterator[None]:
        """Be the one process that builds; the kernel frees the lock when the process dies.

        Parameters
        ----------
        timeout_seconds
            How long to wait for another process.

        Yields
        ------
        None
            While the lock is held.

        Raises
        ------
        IndexBusyError
            If another process holds it for longer than the timeout.
        IndexUnwritableError
            If the folder cannot be written.
        """
        from filelock import FileLock, Timeout

        with _mapped_write_errors(self.directory):
            self.directory.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.directory / _LOCK)
            try:
                lock.acquire(timeout=timeout_seconds)
            except Timeout as error:
                raise IndexBusyError(self.directory, timeout_seconds) from error
        try:
            yield
        finally:
            lock.release()

    def current_name(self) -> str:
        """The name of the current generation.

        Returns
        -------
        str
            The name of a folder below ``generations``.

        Raises
        ------
        IndexMissingError
            If there is none.
        IndexDamagedError
            If the file that names it is damaged.
        """
        path = self.directory / _CURRENT
        try:
            name = path.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexMissingError(self.directory) from error
        except (OSError, UnicodeDecodeError) as error:
            raise IndexDamagedError(path, str(error)) from error
        if not _NAME.match(name):
            raise IndexDamagedError(path, "it names no generation")
        return name

    def _read_current(self, read: Callable[[Path], _T]) -> _T:
        while True:
            name = self.current_name()
            try:
                return read(self.directory / _GENERATIONS / name)
            except IndexDamagedError:
                # A builder may have switched and cleaned up between the two steps.
                if self.current_name() == name:
                    raise

    def _switch_to(self, name: str) -> None:
        following = self.directory / f"{_CURRENT}.new"
        _write_durably(following, f"{name}\n".encode())
        following.replace(self.directory / _CURRENT)
        _sync_directory(self.directory)

    def _names(self) -> list[str]:
        generations = self.directory / _GENERATIONS
        found = generations.iterdir() if generations.is_dir() else ()
        return sorted((path.name for path in found if _NAME.match(path.name)), key=int)

    def _remove_unfinished(self) -> None:
        """What a killed build left behind."""
        for path in (self.directory / _GENERATIONS).glob(f"{_ASIDE}*"):
            shutil.rmtree(path)

    def _remove_old(self, current: str) -> None:
        for name in self._names()[:-KEPT_GENERATIONS]:
            if name != current:
                shutil.rmtree(self.directory / _GENERATIONS / name, ignore_errors=True)


def _write_generation(folder: Path, index: Index) -> Index:
    files = {}
    for name, data in _contents(index):
        _write_durably(folder / name, data)
        files[name] = FileRecord(len(data), hashlib.sha256(data).hexdigest())
    manifest = replace(index.manifest, files=files)
    _write_durably(folder / _MANIFEST, _sealed(manifest.to_json()))
    _sync_directory(folder)
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


def _read_generation(folder: Path) -> Index:
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
    return Document(**{**fields, "pages": tuple(fields["pages"])})


def _json_lines(objects: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in objects).encode()


def _npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _arrays(data: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return dict(arrays)


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _mapped_write_errors(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnwritableError(directory, error.strerror or str(error)) from error
