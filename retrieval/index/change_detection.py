"""What changed in the seeds, without reading all of them: a memory of which file had which content when.

A file is known by its size, its times of modification and of change, and its inode; what it holds is always judged by
sha256. Knows the seeds folder and a file to remember in, nothing of indexes.
"""

from __future__ import annotations

import json
import logging
import math
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from retrieval.documents.loading import Entry, SeedFile, UnsettledFile, read_seeds
from retrieval.documents.skipped import Limits, SkippedFile
from retrieval.index.atomic_files import replace_quickly, sealed, unsealed
from retrieval.index.manifest import mark_of

_logger = logging.getLogger(__name__)

GRANULARITY_SECONDS: Final = 2.0
"""The coarsest clock of a file system (FAT): a file that changed later than so long before it was read may have changed
once more without showing it."""

_MOMENT_SECONDS: Final = 1.0
_MOST_KEPT_BYTES: Final = 16 * 1024**2
"""How much of the files that were read to learn what changed is kept for the build that follows."""
_VERSION: Final = 1
_NANOSECONDS: Final = 1_000_000_000

Status: TypeAlias = tuple[int, int, int, int]
"""Size, time of modification, time of change, inode."""


@dataclass(frozen=True, slots=True)
class _Note:
    status: Status
    sha256: str
    read_at: int

    def is_sure(self, now: int) -> bool:
        """Whether the content cannot have changed after it was read without another status: git's rule for its index.

        A time in the future says nothing; it comes from a clock that jumped.
        """
        _, modified, changed, _ = self.status
        latest = max(modified, changed)
        return latest + GRANULARITY_SECONDS * _NANOSECONDS < self.read_at <= now


class Scanner:
    """Looks through the seeds, again and again.

    Parameters
    ----------
    seeds
        The folder of documents.
    memory
        The file to remember in; nothing is kept beyond the process when left out. It can be deleted any time.
    settle_seconds
        A file is left as it was until nothing about it has changed for so long: somebody may be writing it.
    maximum_file_bytes
        A larger file is skipped.
    """

    def __init__(
        self,
        seeds: Path,
        memory: Path | None = None,
        settle_seconds: float = 0.0,
        maximum_file_bytes: int = Limits().maximum_file_bytes,
    ) -> None:
        self.seeds = seeds
        self._maximum_file_bytes = maximum_file_bytes
        self.settle_seconds = settle_seconds
        self.unsettled: tuple[str, ...] = ()
        self._memory = memory
        self._notes: dict[str, _Note] | None = None
        self._looked_before = False
        self._young: dict[str, tuple[Status, float]] = {}
        self._seen: tuple[float, dict[str, str], list[Entry]] | None = None

    def snapshot(self, marks: Mapping[str, str]) -> dict[str, str]:
        """What is in the seeds now: document id to a mark of its content.

        Parameters
        ----------
        marks
            The same of before, as ``IndexManifest.seen`` gives it.

        Returns
        -------
        dict[str, str]
            A file that somebody seems to be writing has its mark of before, or none.

        Raises
        ------
        SeedsMissingError
            If there is no such folder.
        SeedsUnreadableError
            If the folder may not be listed.
        """
        now: dict[str, str] = {}
        seen: list[Entry] = []
        kept_bytes = 0
        for entry in self._look(marks):
            kept_bytes += len(entry.data) if isinstance(entry, SeedFile) else 0
            if kept_bytes <= _MOST_KEPT_BYTES:
                seen.append(entry)
            match entry:
                case UnsettledFile():
                    if entry.document_id in marks:
                        now[entry.document_id] = marks[entry.document_id]
                case SkippedFile():
                    now[entry.document_id] = mark_of(entry)
                case _:
                    now[entry.document_id] = entry.sha256
        if kept_bytes <= _MOST_KEPT_BYTES:
            self._seen = (time.monotonic(), dict(marks), seen)
        return now

    def scan(self, marks: Mapping[str, str]) -> Iterator[Entry]:
        """Look through the seeds, and read what is not known.

        What ``snapshot`` saw a moment ago is not looked at a second time.

        Parameters
        ----------
        marks
            Document ids to marks of contents that the caller has; all others are read.

        Yields
        ------
        Entry
            See ``read_seeds``.

        Raises
        ------
        SeedsMissingError
            If there is no such folder.
        SeedsUnreadableError
            If the folder may not be listed.
        """
        seen, self._seen = self._seen, None
        if seen is not None and time.monotonic() - seen[0] < _MOMENT_SECONDS and seen[1] == marks:
            yield from seen[2]
        else:
            yield from self._look(marks)

    def _look(self, marks: Mapping[str, str]) -> Iterator[Entry]:
        before = self._load()
        look = _Look(self, before, marks)
        yield from read_seeds(self.seeds, look, self._maximum_file_bytes)
        self._looked_before = True
        self._young = look.young
        self.unsettled = tuple(look.unsettled)
        if look.notes != before:
            self._notes = look.notes
            self._save(look.notes)

    def await_young_files(self) -> None:
        """Wait until the files that changed last are old enough to be settled; for no longer than that takes.

        So a document that was just saved is in the index of a command that looks only once.
        """
        if not self.settle_seconds:
            return
        youngest = math.inf
        # What cannot be looked at here is told by who reads it.
        with suppress(OSError):
            for _, folders, names, descriptor in os.fwalk(self.seeds, follow_symlinks=False):
                folders[:] = [name for name in folders if not name.startswith(".")]
                for name in names:
                    status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                    youngest = min(youngest, _age_seconds(_status(status)))
        if youngest < self.settle_seconds:
            time.sleep(self.settle_seconds - youngest)

    def settled(self, path: str, status: Status, young: dict[str, tuple[Status, float]]) -> bool:
        """Whether nothing about a file has changed for long enough; ``young`` takes note of it otherwise."""
        now = time.monotonic()
        seen, since = self._young.get(path, (None, now))
        if seen != status:
            # Only at the first look the clock must say how old a file is; it may have jumped.
            since = now if self._looked_before else now - _age_seconds(status)
        young[path] = (status, since)
        return now - since >= self.settle_seconds

    def _load(self) -> dict[str, _Note]:
        if self._notes is None:
            self._notes = self._read() if self._memory else {}
        return self._notes

    def _read(self) -> dict[str, _Note]:
        try:
            data = json.loads(unsealed(self._path.read_bytes()))
            if data["version"] != _VERSION or data["seeds"] != self._place():
                return {}
            return {path: _Note((a, b, c, d), sha, at) for path, (a, b, c, d, sha, at) in data["files"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            _logger.info("The record of known files is discarded: %s", error)
            return {}

    def _save(self, notes: Mapping[str, _Note]) -> None:
        if self._memory is None:
            return
        files = {path: (*note.status, note.sha256, note.read_at) for path, note in notes.items()}
        text = json.dumps({"version": _VERSION, "seeds": self._place(), "files": files})
        try:
            replace_quickly(self._path, sealed(text))
        except OSError as error:
            # Without it, files are read once more; that is all.
            _logger.debug("The record of known files cannot be saved: %s", error)

    @property
    def _path(self) -> Path:
        return self._memory or Path()

    def _place(self) -> str:
        return os.fsencode(self.seeds.resolve()).hex()


def _age_seconds(status: Status) -> float:
    """How long ago a file changed; a time in the future, which anybody can set, says nothing."""
    now = time.time_ns()
    past = [changed for changed in status[1:3] if changed <= now]
    return (now - max(past)) / _NANOSECONDS if past else math.inf


class _Look:
    """One look through the seeds: the ``Notes`` of ``read_seeds``."""

    def __init__(self, scanner: Scanner, before: Mapping[str, _Note], marks: Mapping[str, str]) -> None:
        self.notes: dict[str, _Note] = {}
        self.young: dict[str, tuple[Status, float]] = {}
        self.unsettled: list[str] = []
        self._scanner = scanner
        self._before = before
        self._marks = marks
        self._contents: set[tuple[int, int, int]] | None = None

    def known(self, path: str, document_id: str, status: os.stat_result) -> str | None:
        note = self._before.get(path)
        if note is None or note.status != _status(status) or not note.is_sure(time.time_ns()):
            return None
        self.notes[path] = note
        return note.sha256 if self._marks.get(document_id) == note.sha256 else None

    def is_settled(self, path: str, document_id: str, status: os.stat_result) -> bool:
        if not self._scanner.settle_seconds:
            return True
        note, found = self._before.get(path), _status(status)
        if note is not None and note.status == found:
            return True
        if self._was_elsewhere(status) or self._scanner.settled(path, found, self.young):
            return True
        self.unsettled.append(document_id)
        return False

    def _was_elsewhere(self, status: os.stat_result) -> bool:
        """Whether a file has only got another name; were it to wait, its document would be gone meanwhile."""
        if self._contents is None:
            self._contents = {(note.status[0], note.status[1], note.status[3]) for note in self._before.values()}
        return (status.st_size, status.st_mtime_ns, status.st_ino) in self._contents

    def learn(self, path: str, status: os.stat_result, sha256: str, read_at: int) -> None:
        self.notes[path] = _Note(_status(status), sha256, read_at)


def _status(status: os.stat_result) -> Status:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
