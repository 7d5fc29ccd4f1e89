"""Keeps an engine's index up to date while it answers: notices changes, builds in a thread of its own, swaps.

The door to watchfiles. Events only say that it is worth looking; what changed is always found by looking. Knows the
engine, nothing of who is told and how.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from retrieval import BelegError, BuildProgress, BuildReport, IndexBusyError, IndexUnwritableError

if TYPE_CHECKING:
    from retrieval import Engine

_logger = logging.getLogger(__name__)

WatchMode = Literal["auto", "events", "polling", "off"]

SETTLE_SECONDS = 1.0
"""A file is taken up when nothing about it has changed for this long: until then somebody may be writing it."""
BEAT_SECONDS = 0.5
"""How often the index is looked at for what another process has built, and for a request to stop."""
POLL_SECONDS = 1.0
TRUTH_SECONDS = 60.0
"""How often the folder is looked through even without an event: the queue of events may have overflowed."""
POLLING_SHARE = 10
"""Looking through a large folder may take this part of the time."""
FIRST_RETRY_SECONDS = 2.0
LAST_RETRY_SECONDS = 60.0

NETWORK_FILE_SYSTEMS = frozenset(
    """
    9p afs beegfs ceph cifs davfs glusterfs gpfs lustre ncpfs nfs nfs4 prl_fs smb3 smbfs vboxsf virtiofs vmhgfs
    """.split()
)
"""Here a change that another machine made brings no event. So it is with all that FUSE mounts."""

MOUNTS = Path("/proc/self/mounts")


class Follower:
    """Follows the documents of an engine until it is stopped.

    Parameters
    ----------
    engine
        Opened with ``SETTLE_SECONDS``; it goes on answering meanwhile.
    seeds
        The folder of documents; it may vanish and come back.
    mode
        How changes are noticed: by events of the file system, by looking every second, or not at all; ``auto`` looks
        where the file system gives no events.
    on_refresh
        Told of every new generation, whoever built it, in the follower's thread.
    on_trouble
        Told once of every error that keeps the index from following, and with None when it is over.
    """

    def __init__(
        self,
        engine: Engine,
        seeds: Path,
        mode: WatchMode = "auto",
        on_refresh: Callable[[BuildReport], None] = lambda _: None,
        on_trouble: Callable[[BelegError | None], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._seeds = seeds
        self._mode = mode
        self._on_refresh = on_refresh
        self._on_trouble = on_trouble
        self._stopped = threading.Event()
        self._awake = threading.Event()
        self._threads: list[threading.Thread] = []
        self._trouble = ""
        self._retries = 0
        self._look_at = 0.0
        self._pause = POLL_SECONDS
        self._rest_seconds = 0.0

    def start(self) -> None:
        """Begin to follow; in the mode ``off`` nothing happens."""
        if self._mode == "off" or self._threads:
            return
        if self._mode == "events" or (self._mode == "auto" and gives_events(self._seeds)):
            self._pause = TRUTH_SECONDS
            self._start("watcher", self._watch)
        self._start("follower", self._follow)

    def stop(self) -> None:
        """End within a second, also in the middle of a build; what is served stays."""
        self._stopped.set()
        self._awake.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _start(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _follow(self) -> None:
        while not self._stopped.is_set():
            try:
                self._catch_up()
                if self._awake.is_set() or time.monotonic() >= self._look_at:
                    self._awake.clear()
                    self._look()
            except _StoppedError:
                return
            except Exception:  # whatever happens, the documents go on being followed
                _logger.exception("Following the documents failed; retrying.")
                self._look_at = time.monotonic() + self._retry_seconds()
            if self._awake.wait(min(BEAT_SECONDS, max(0.0, self._look_at - time.monotonic()))):
                # While a large file is copied there are events all the time.
                self._stopped.wait(self._rest_seconds)

    def _catch_up(self) -> None:
        report = self._engine.catch_up()
        if report is not None:
            self._tell(report, "caught up")

    def _look(self) -> None:
        started = time.monotonic()
        try:
            report = self._refresh()
        except IndexBusyError:
            # Another process builds; what it builds is caught up with.
            self._look_at = time.monotonic() + BEAT_SECONDS
            return
        except BelegError as error:
            self._look_at = time.monotonic() + self._retry_seconds(patient=isinstance(error, IndexUnwritableError))
            self._tell_trouble(error)
            return
        self._retries = 0
        self._tell_trouble(None)
        if report is not None:
            self._tell(report, "refreshed")
        took = time.monotonic() - started if report is None else 0.0
        self._rest_seconds = min(took, POLL_SECONDS)
        pause = self._engine.settle_seconds if self._engine.unsettled else max(self._pause, POLLING_SHARE * took)
        self._look_at = time.monotonic() + pause

    def _refresh(self) -> BuildReport | None:
        before = self._engine.snapshot.index
        report = self._engine.refresh(progress=self._go_on)
        return None if self._engine.snapshot.index is before else report

    def _go_on(self, progress: BuildProgress) -> None:  # noqa: ARG002  # a listener is told of the step
        if self._stopped.is_set():
            raise _StoppedError

    def _retry_seconds(self, *, patient: bool = False) -> float:
        """Longer and longer where every attempt is a whole build."""
        self._retries = self._retries + 1 if patient else 1
        return float(min(FIRST_RETRY_SECONDS * 2 ** (self._retries - 1), LAST_RETRY_SECONDS))

    def _tell(self, report: BuildReport, what: str) -> None:
        changes = report.changes
        _logger.info(
            "%s: added %d, changed %d, removed %d; embedded %d, reused %d; %.2f s",
            what,
            len(changes.added),
            len(changes.changed),
            len(changes.removed),
            report.embedded,
            report.reused,
            report.seconds,
        )
        self._on_refresh(report)

    def _tell_trouble(self, error: BelegError | None) -> None:
        told = "" if error is None else error.message
        if told == self._trouble:
            return
        self._trouble = told
        if error is not None:
            _logger.warning("%s", error)
        self._on_trouble(error)

    def _watch(self) -> None:
        """Wake the follower at every event below the seeds; watch again whenever the folder has been replaced."""
        import watchfiles

        while not self._stopped.is_set():
            watched = identity(self._seeds)
            if watched is None:
                self._stopped.wait(BEAT_SECONDS)
                continue
            # What happened before the watch began brought no event.
            self._awake.set()
            try:
                for events in watchfiles.watch(
                    self._seeds,
                    watch_filter=lambda _change, path: not is_hidden(path, self._seeds),
                    debounce=200,
                    step=50,
                    stop_event=self._stopped,
                    rust_timeout=int(1000 * BEAT_SECONDS),
                    yield_on_timeout=True,
                    raise_interrupt=False,
                    force_polling=False,
                    ignore_permission_denied=True,
                ):
                    if events:
                        self._awake.set()
                    if identity(self._seeds) != watched:
                        break
            except (OSError, RuntimeError) as error:
                # The system has no more watches to give, or the folder vanished while they were set up.
                _logger.info("No file-system events from %s; polling instead: %s", self._seeds, error)
                self._pause = POLL_SECONDS
                self._stopped.wait(TRUTH_SECONDS if identity(self._seeds) == watched else BEAT_SECONDS)


class _StoppedError(Exception):
    """Ends a build from inside."""


def gives_events(path: Path, mounts: Path = MOUNTS) -> bool:
    """Whether changes of a folder bring events wherever they are made.

    Parameters
    ----------
    path
        The folder.
    mounts
        What is mounted, as Linux tells it; without such a file there are events.

    Returns
    -------
    bool
        False on network file systems.
    """
    place = path.resolve()
    longest, kind = -1, ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return True
    for line in lines:
        _, point, name, *_ = [*line.split(" "), "", ""]
        # Blanks and the like are written as octal numbers.
        root = Path(point.encode("latin-1", "replace").decode("unicode_escape"))
        if len(root.parts) > longest and place.is_relative_to(root):
            longest, kind = len(root.parts), name
    return kind not in NETWORK_FILE_SYSTEMS and not kind.startswith("fuse")


def identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one of the same name; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def is_hidden(path: str, seeds: Path) -> bool:
    """Whether a path is below a hidden folder, or hidden itself, and so no document."""
    try:
        parts = Path(path).relative_to(seeds.resolve()).parts
    except ValueError:
        return False
    return any(part.startswith(".") for part in parts)
