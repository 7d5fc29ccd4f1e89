"""A power cut at any system call of the real ``beleg index``: what the disk holds then is mounted and read.

The index lies on an ext4 file system in a file. The build is stopped, the file is copied, and the copy is what a
machine would find after the cut: only what was synced is in it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.conftest import Place
from tests.faults.injection import Point, make_bench
from tests.faults.oracle import NEW, OLD, Oracle, prepare
from tests.faults.outcome import Outcome, mounted, need, need_root

IMAGE_BYTES = 24 * 1024 * 1024
CALLS = ("fsync", "fdatasync", "rename", "write", "mkdir", "unlinkat", "rmdir", "close")
ACKNOWLEDGED = 12
_DEADLINE_SECONDS = 60.0


def at_every_call(folder: Path) -> Outcome:
    """Cuts at every writing call of a build, and right after the command has reported success."""
    return cut_power(folder, points=None, acknowledged=ACKNOWLEDGED)


def cut_power(folder: Path, points: list[Point] | None, acknowledged: int) -> Outcome:
    """Cut the power at each point, and so many times right after success."""
    need_root()
    need("strace", "mkfs.ext4", "mount")
    image, oracle = _starting_image(folder)
    paths, every = _trace(folder) if points != [] else ((), [])
    points = every if points is None else points
    lost, unreadable = [], []
    for point in points:
        state = _cut_at(folder, image, oracle, paths, point)
        if state not in {OLD, NEW}:
            unreadable.append(f"power cut at {point.call} {point.number}: a reader finds {state}")
    for number in range(1, acknowledged + 1):
        state = _cut_after_success(folder, image, oracle)
        if state != NEW:
            lost.append(f"power cut {number} after a success was reported: a reader finds {state}")
    notes = f"{acknowledged} of them right after success: {len(lost)} lost, {len(unreadable)} unreadable"
    return Outcome(len(points) + acknowledged, (*lost, *unreadable), notes)


def _starting_image(folder: Path) -> tuple[Path, Oracle]:
    image = folder / "start.img"
    with image.open("wb") as file:
        file.truncate(IMAGE_BYTES)
    subprocess.run(["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image)], check=True)
    place = Place(folder / "place")
    place.folder.mkdir()
    with _disk(image, folder / "disk") as disk:
        oracle = prepare(place, disk / "index")
    return image, oracle


@contextmanager
def _disk(image: Path, target: Path) -> Iterator[Path]:
    # Without the file system's own guess at what a careless program meant to be durable.
    with mounted(target, "-o", "loop,noauto_da_alloc", str(image)) as disk:
        yield disk


def _trace(folder: Path) -> tuple[tuple[str, ...], list[Point]]:
    """The paths and calls of a build, recorded on the disk of the tests and moved to the one that is cut."""
    made = folder / "trace"
    made.mkdir()
    bench = make_bench(made)
    shutil.rmtree(made)
    paths = tuple(path.replace(str(bench.index), str(folder / "disk" / "index")) for path in bench.paths)
    return paths, [Point("CUT", call, number) for call in CALLS for number in range(1, bench.calls[call] + 1)]


def _cut_at(folder: Path, image: Path, oracle: Oracle, paths: tuple[str, ...], point: Point) -> str:
    running, found, log = folder / "running.img", folder / "found.img", folder / "trace.log"
    shutil.copyfile(image, running)
    log.unlink(missing_ok=True)
    on = [argument for path in paths for argument in ("-P", path)]
    inject = f"inject={point.call}:signal=STOP:when={point.number}"
    strace = ["strace", "-f", "-qq", *on, "-e", f"trace={point.call}", "-e", inject, "-o", str(log)]
    with _disk(running, folder / "disk"):
        command = _index(folder, strace)
        try:
            _wait_until_stopped(log, command)
            shutil.copyfile(running, found)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(command.pid, signal.SIGKILL)
            command.communicate()
            _wait_until_free(folder / "disk")
    return _what_is_on(found, folder, oracle)


def _cut_after_success(folder: Path, image: Path, oracle: Oracle) -> str:
    running, found = folder / "running.img", folder / "found.img"
    shutil.copyfile(image, running)
    with _disk(running, folder / "disk"):
        command = _index(folder, [])
        _, error = command.communicate(timeout=_DEADLINE_SECONDS)
        shutil.copyfile(running, found)
    if command.returncode != 0:
        return f"a failed command: {error.decode()}"
    return _what_is_on(found, folder, oracle)


def _index(folder: Path, before: list[str]) -> subprocess.Popen[bytes]:
    place = Place(folder / "place")
    return subprocess.Popen(
        [*before, sys.executable, "-m", "bot", "index"],
        cwd=place.folder,
        env=place.environment(BELEG_INDEX_DIR=str(folder / "disk" / "index")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _wait_until_stopped(log: Path, command: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < until and command.poll() is None:
        if log.exists() and "stopped by SIGSTOP" in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.01)
    raise RuntimeError("the build went past the system call at which it was to stop")


def _wait_until_free(disk: Path) -> None:
    """A killed process may hold its files for a moment longer."""
    until = time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < until:
        holders = [link for link in Path("/proc").glob("[0-9]*/fd/*") if _points_into(link, disk)]
        if not holders:
            return
        time.sleep(0.01)


def _points_into(link: Path, disk: Path) -> bool:
    with contextlib.suppress(OSError):
        return link.readlink().is_relative_to(disk)
    return False


def _what_is_on(image: Path, folder: Path, oracle: Oracle) -> str:
    with _disk(image, folder / "disk") as disk:
        return oracle.state(disk / "index")
