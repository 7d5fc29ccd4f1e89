"""The files of the seeds folder: which of them are corpus, under which name, and their bytes.

The door to the file system for documents. No link is followed and nothing but a regular file is opened, whatever
happens in the folder meanwhile. Knows no format.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from retrieval.documents.skipped import Limits, SkippedFile, SkipReason
from retrieval.errors import SeedsMissingError, SeedsUnreadableError

_LEFTOVER = re.compile(r"\.|~\$|#.*#\Z|.*(?:~|\.(?:swp|swo|tmp|temp|bak|orig|part|partial|crdownload|lock))\Z", re.I)
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file as it was read: its document id, its bytes and their sha256 in hex."""

    document_id: str
    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that was not read, because its content is known: its document id, and the sha256 of its bytes in hex."""

    document_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class UnsettledFile:
    """A file that was not read, because somebody seems to be writing it."""

    document_id: str


Entry: TypeAlias = SeedFile | KnownFile | UnsettledFile | SkippedFile


class Notes(Protocol):
    """What is known of files before they are read; paths are below the seeds, as the system writes them."""

    def known(self, path: str, document_id: str, status: os.stat_result) -> str | None:
        """The sha256 of a file that need not be read; None for any other."""
        ...

    def is_settled(self, path: str, document_id: str, status: os.stat_result) -> bool:
        """Whether a file can be read; otherwise it is left alone for now."""
        ...

    def learn(self, path: str, status: os.stat_result, sha256: str, read_at: int) -> None:
        """Take note of a file that was read, and of when that began, in nanoseconds."""
        ...


class _NoNotes:
    """Nothing is known, so everything is read."""

    def known(self, path: str, document_id: str, status: os.stat_result) -> str | None:  # noqa: ARG002  # of Notes
        return None

    def is_settled(self, path: str, document_id: str, status: os.stat_result) -> bool:  # noqa: ARG002  # of Notes
        return True

    def learn(self, path: str, status: os.stat_result, sha256: str, read_at: int) -> None:
        pass


def read_seeds(
    seeds: Path, notes: Notes | None = None, maximum_file_bytes: int = Limits().maximum_file_bytes
) -> Iterator[Entry]:
    """Read the seeds folder, file by file, in the order of the document ids' folders and names.

    Hidden files, leftovers of editors and downloads, and ``README.md`` in the folder itself are not documents and are
    passed over in silence. What was meant as a document and cannot be read is named as skipped.

    Parameters
    ----------
    seeds
        The folder of documents; may itself be a link.
    notes
        What is known of the files; by default nothing, and all are read.
    maximum_file_bytes
        A larger file is skipped: its text alone would take a few times as much memory.

    Yields
    ------
    Entry
        Each document id once as a file.

    Raises
    ------
    SeedsMissingError
        If there is no such folder.
    SeedsUnreadableError
        If the folder may not be listed.
    """
    try:
        next(seeds.iterdir(), None)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SeedsMissingError(seeds) from error
    except OSError as error:
        raise SeedsUnreadableError(seeds, error.strerror or str(error)) from error
    taken: set[str] = set()
    for entry in _walk(seeds.resolve(), notes or _NoNotes(), maximum_file_bytes):
        if entry.document_id in taken:
            yield SkippedFile(entry.document_id, SkipReason.SAME_NAME)
        else:
            taken.add(entry.document_id)
            yield entry


def _walk(seeds: Path, notes: Notes, maximum_bytes: int) -> Iterator[Entry]:
    unlisted: list[SkippedFile] = []

    def note(error: OSError) -> None:
        folder = os.path.relpath(error.filename, seeds) if error.filename else "?"
        unlisted.append(SkippedFile(_document_id(folder), SkipReason.FOLDER_UNREADABLE, error.strerror or ""))

    for folder, folders, names, descriptor in os.fwalk(seeds, onerror=note, follow_symlinks=False):
        relative = os.path.relpath(folder, seeds)
        prefix = "" if relative == "." else f"{relative}/"
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in list(folders):
            if stat.S_ISLNK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                yield SkippedFile(_document_id(prefix + name), SkipReason.LINK)
        for name in sorted(names):
            if not _is_corpus(name, top=not prefix):
                continue
            entry = _look_at_file(name, descriptor, prefix + name, notes, maximum_bytes)
            if entry is not None:
                yield entry
    yield from unlisted


def _is_corpus(name: str, *, top: bool) -> bool:
    if _LEFTOVER.match(name) or name.lower() in _SYSTEM_FILES:
        return False
    return not (top and name.lower() == "readme.md")


def _look_at_file(name: str, folder_descriptor: int, path: str, notes: Notes, maximum_bytes: int) -> Entry | None:
    document_id = _document_id(path)
    try:
        status = os.stat(name, dir_fd=folder_descriptor, follow_symlinks=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        return SkippedFile(document_id, SkipReason.UNREADABLE, error.strerror or "")
    if stat.S_ISREG(status.st_mode):
        if status.st_size > maximum_bytes:
            return _too_large(document_id, maximum_bytes)
        sha256 = notes.known(path, document_id, status)
        if sha256 is not None:
            return KnownFile(document_id, sha256)
        if not notes.is_settled(path, document_id, status):
            return UnsettledFile(document_id)
    return _read_file(name, folder_descriptor, path, notes, maximum_bytes)


def _read_file(
    name: str, folder_descriptor: int, path: str, notes: Notes, maximum_bytes: int
) -> SeedFile | SkippedFile:
    document_id = _document_id(path)
    read_at = time.time_ns()
    try:
        # Non-blocking, so that opening a pipe nobody writes to cannot hang before its type is known.
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder_descriptor)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EMLINK}:
            return SkippedFile(document_id, SkipReason.LINK)
        if error.errno == errno.ENXIO:
            return SkippedFile(document_id, SkipReason.NOT_A_FILE)
        return SkippedFile(document_id, SkipReason.UNREADABLE, error.strerror or "")
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return SkippedFile(document_id, SkipReason.NOT_A_FILE)
        try:
            data = file.read(maximum_bytes + 1)
        except OSError as error:
            return SkippedFile(document_id, SkipReason.UNREADABLE, error.strerror or "")
    if len(data) > maximum_bytes:
        return _too_large(document_id, maximum_bytes)
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) == status.st_size:
        notes.learn(path, status, sha256, read_at)
    return SeedFile(document_id, data, sha256)


def _too_large(document_id: str, maximum_bytes: int) -> SkippedFile:
    return SkippedFile(document_id, SkipReason.TOO_LARGE, f"> {maximum_bytes / 1024**2:.3g} MiB")


def _document_id(relative_path: str) -> str:
    r"""The path below the seeds in NFC, with what cannot be printed escaped.

    >>> _document_id("Satzung\nneu.txt")
    'Satzung\\x0aneu.txt'
    """
    if relative_path.isascii() and relative_path.isprintable():
        return relative_path
    text = os.fsencode(relative_path).decode("utf-8", errors="backslashreplace")
    printable = (f"\\x{ord(c):02x}" if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text)
    return unicodedata.normalize("NFC", "".join(printable))
