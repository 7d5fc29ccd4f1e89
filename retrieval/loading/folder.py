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
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from retrieval.errors import SeedsMissingError, SeedsUnreadableError
from retrieval.records import Limits, SkippedFile, SkipReason

_LEFTOVER = re.compile(r"\.|~\$|#.*#\Z|.*(?:~|\.(?:swp|swo|tmp|temp|bak|orig|part|partial|crdownload|lock))\Z", re.I)
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file as it was read: its document id, its bytes and their sha256 in hex."""

    document_id: str
    data: bytes
    sha256: str


def read_seeds(seeds: Path, maximum_file_bytes: int = Limits().maximum_file_bytes) -> Iterator[SeedFile | SkippedFile]:
    """Read the seeds folder, file by file, in the order of the document ids' folders and names.

    Hidden files, leftovers of editors and downloads, and ``README.md`` in the folder itself are no corpus and are
    passed over in silence. What was meant as a document and cannot be read is named as skipped.

    Parameters
    ----------
    seeds
        The folder of documents; may itself be a link.
    maximum_file_bytes
        A larger file is skipped: its text alone would take a few times as much memory.

    Yields
    ------
    SeedFile | SkippedFile
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
    for entry in _walk(seeds.resolve(), maximum_file_bytes):
        if entry.document_id in taken:
            yield SkippedFile(entry.document_id, SkipReason.SAME_NAME)
        else:
            taken.add(entry.document_id)
            yield entry


def _walk(seeds: Path, maximum_bytes: int) -> Iterator[SeedFile | SkippedFile]:
    unlisted: list[SkippedFile] = []

    def note(error: OSError) -> None:
        folder = os.path.relpath(error.filename, seeds) if error.filename else "?"
        unlisted.append(
            SkippedFile(_document_id(PurePosixPath(folder)), SkipReason.FOLDER_UNREADABLE, error.strerror or "")
        )

    for folder, folders, names, descriptor in os.fwalk(seeds, onerror=note, follow_symlinks=False):
        relative = PurePosixPath(os.path.relpath(folder, seeds))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in list(folders):
            if stat.S_ISLNK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                yield SkippedFile(_document_id(relative / name), SkipReason.LINK)
        for name in sorted(names):
            if not _is_corpus(name, top=relative == PurePosixPath()):
                continue
            yield _read_file(name, descriptor, _document_id(relative / name), maximum_bytes)
    yield from unlisted


def _is_corpus(name: str, *, top: bool) -> bool:
    if _LEFTOVER.match(name) or name.lower() in _SYSTEM_FILES:
        return False
    return not (top and name.lower() == "readme.md")


def _read_file(name: str, folder_descriptor: int, document_id: str, maximum_bytes: int) -> SeedFile | SkippedFile:
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
        return SkippedFile(document_id, SkipReason.TOO_LARGE, f"> {maximum_bytes / 1024**2:.3g} MiB")
    return SeedFile(document_id, data, hashlib.sha256(data).hexdigest())


def _document_id(relative_path: PurePosixPath) -> str:
    r"""The path below the seeds in NFC, with what cannot be printed escaped.

    >>> _document_id(PurePosixPath("Satzung\nneu.txt"))
    'Satzung\\x0aneu.txt'
    """
    text = os.fsencode(relative_path).decode("utf-8", errors="backslashreplace")
    printable = (f"\\x{ord(c):02x}" if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text)
    return unicodedata.normalize("NFC", "".join(printable))
