"""Generations on disk: written aside, checked by sha256, switched atomically, cleaned up.

The door to the file system for the index. A folder looks like this::

    .beleg/
        CURRENT                       the name of the generation that readers open
        lock                          held by the one process that builds
        generations/000007-3f9c01ab/  the files of one generation, see ``generations``

Whoever is killed at any moment leaves the old generation or the new one. A generation that is no longer the current one
is removed as soon as nobody is opening it. Knows records and the index, no documents' folder.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from retrieval.errors import IndexBusyError, IndexDamagedError, IndexMissingError, IndexUnwritableError
from retrieval.index.atomic_files import replace_durably, sync_directory
from retrieval.index.generations import read_generation, read_words, remove_unused, write_generation
from retrieval.index.index import Index
from retrieval.index.term_counts import TermCounts

LOCK_TIMEOUT_SECONDS = 600.0

_CURRENT = "CURRENT"
_LOCK = "lock"
_GENERATIONS = "generations"
_ASIDE = ".new-"
_NAME = re.compile(r"(\d{6,})-[0-9a-f]{8}\Z")

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
        return self._read_current(read_generation)

    def words(self, index: Index) -> TermCounts:
        """What the lexical index of the current generation was made from. Call it inside ``locked``.

        Parameters
        ----------
        index
            What ``load`` or ``write`` gave last.

        Returns
        -------
        TermCounts
            Verified against its checksum.

        Raises
        ------
        IndexMissingError
            If there is no generation.
        IndexDamagedError
            If the file is missing, not what was written, or of another generation.
        """
        return read_words(self.directory / _GENERATIONS / self.current_name(), index)

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
            generations.mkdir(parents=True, exist_ok=True)
            self._remove_unfinished()
            number = max((int(name.partition("-")[0]) for name in self._names()), default=0) + 1
            aside = generations / f"{_ASIDE}{number:06d}"
            aside.mkdir()
            try:
                written, mark = write_generation(aside, index)
                # With the mark, an index folder that was deleted and recreated is not taken for the old one.
                name = f"{number:06d}-{mark}"
                aside.rename(generations / name)
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise
            sync_directory(generations)
            self._switch_to(name)
            self._remove_old(name)
        return replace(written, generation=name)

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
                raise IndexBusyError(self.directory) from error
        try:
            yield
        finally:
            # Where even that fails, the kernel frees it with the process.
            with suppress(OSError):
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
            raise IndexDamagedError(path, "it does not name a generation")
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
        replace_durably(self.directory / _CURRENT, f"{name}\n".encode())

    def _names(self) -> list[str]:
        generations = self.directory / _GENERATIONS
        found = generations.iterdir() if generations.is_dir() else ()
        return [path.name for path in found if _NAME.match(path.name)]

    def _remove_unfinished(self) -> None:
        """What a killed build left behind."""
        for path in (self.directory / _GENERATIONS).glob(f"{_ASIDE}*"):
            shutil.rmtree(path)

    def _remove_old(self, current: str) -> None:
        for name in self._names():
            if name != current:
                remove_unused(self.directory / _GENERATIONS / name)


@contextmanager
def _mapped_write_errors(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        detail = error.strerror or str(error)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            detail += f" ({_free_megabytes(directory):,.1f} MB free)"
        raise IndexUnwritableError(directory, detail) from error


def _free_megabytes(directory: Path) -> float:
    place = directory
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free / 1_000_000
