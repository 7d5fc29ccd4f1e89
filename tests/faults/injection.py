"""Kill, a full disk and a failing disk at the n-th system call of the real ``beleg index``, for every n.

The door to strace. Only system calls on the index folder count: between two of them the disk does not change.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

from tests.e2e.conftest import Place
from tests.faults.oracle import NEW, OLD, Oracle, generations, prepare, shape
from tests.faults.outcome import Outcome, need

TROUBLE = 3
MOST_GENERATIONS = 3
CALLS_TO_SPARE = 3
"""A build may make so many calls less than the counted one: files that are new are looked at again."""

_WRITING = ("write", "pwrite64", "writev", "ftruncate", "fallocate", "copy_file_range", "fsync", "fdatasync")
_CREATING = ("openat", "mkdir", "mkdirat", *_WRITING)
_NAMING = ("rename", "renameat", "renameat2", "link", "linkat", "symlink", "unlink", "unlinkat", "rmdir")
_READING = ("read", "pread64", "getdents64", "mmap")
CALLS = {
    "KILL": (*_CREATING, *_NAMING, "close", "flock", "chmod", "fchmod", "utimensat"),
    "ENOSPC": (*_CREATING, "rename", "renameat", "renameat2", "link", "linkat"),
    "EIO": (*_CREATING, *_NAMING, *_READING, "close", "flock"),
}
_EVERY_CALL = sorted({call for calls in CALLS.values() for call in calls})


@dataclass(frozen=True, slots=True)
class Point:
    """One fault at one system call: the ``number``-th of its kind on the index folder."""

    fault: str
    call: str
    number: int

    def __str__(self) -> str:
        return f"{self.fault} at {self.call} {self.number}"


@dataclass(frozen=True, slots=True)
class Bench:
    """A place to start from, which is copied for every point, and what strace has to know of it."""

    origin: Place
    oracle: Oracle
    slot: Place
    paths: tuple[str, ...]
    calls: Counter[str]
    undisturbed: frozenset[str]
    built_on: set[str] = field(default_factory=set)

    @property
    def index(self) -> Path:
        return self.slot.folder / ".beleg"

    def reset(self) -> None:
        """Make the slot what the origin is."""
        shutil.rmtree(self.slot.folder, ignore_errors=True)
        for name in ("seeds", ".beleg"):
            if (self.origin.folder / name).exists():
                shutil.copytree(self.origin.folder / name, self.slot.folder / name)

    def strace(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``beleg index`` under strace."""
        command = ["strace", "-f", "-qq", *arguments, sys.executable, "-m", "bot", "index"]
        environment = self.slot.environment(BELEG_INDEX_DIR=str(self.index))
        return subprocess.run(
            command, cwd=self.slot.folder, env=environment, capture_output=True, text=True, timeout=600, check=False
        )


def make_bench(folder: Path, slot: int = 0, *, from_nothing: bool = False) -> Bench:
    """Build the generations that the faults meet, and trace one undisturbed build."""
    need("strace")
    origin = Place(folder / f"origin-{slot}")
    origin.folder.mkdir()
    oracle = prepare(origin)
    if from_nothing:
        shutil.rmtree(origin.folder / ".beleg")
    bench = Bench(origin, oracle, Place(folder / f"slot-{slot}"), (), Counter(), frozenset())
    trace = folder / f"trace-{slot}"
    paths = _paths(_traced(bench, trace, "-y"), bench.index)
    # Counted anew as strace will count: files with names made by chance are not the same twice.
    calls = Counter(re.findall(r"^\d+ +(\w+)\(", _traced(bench, trace, *_on(paths)), re.MULTILINE))
    return replace(bench, paths=paths, calls=calls, undisturbed=shape(bench.index))


def _traced(bench: Bench, trace: Path, *options: str) -> str:
    bench.reset()
    run = bench.strace("--seccomp-bpf", *options, "-e", f"trace={','.join(_EVERY_CALL)}", "-o", str(trace))
    if run.returncode != 0 or bench.oracle.state(bench.index) != NEW:
        raise RuntimeError(f"the undisturbed build failed: {run.stderr}")
    return trace.read_text(encoding="utf-8", errors="replace")


def _paths(trace: str, index: Path) -> tuple[str, ...]:
    """Every path below the index that the build touched."""
    inside = re.escape(str(index))
    paths: set[str] = set()
    for line in trace.splitlines():
        paths.update(re.findall(rf'["<]({inside}(?:/[^">]*)?)[">]', line))
        if re.match(r"\d+ +\w+at\(", line):
            paths.update(f"{folder}/{name}" for folder, name in re.findall(rf'<({inside}[^>]*)>, "([^"/]+)"', line))
    return tuple(sorted(paths))


def _on(paths: Iterable[str]) -> list[str]:
    """Only system calls on these paths."""
    return [option for path in paths for option in ("-P", path)]


def every_point(calls: Counter[str]) -> list[Point]:
    """All there are, those that name and sync first."""
    rank = {call: place for place, call in enumerate(("rename", "fsync", "write", "unlinkat", "rmdir", "mkdir"))}
    points = [
        Point(fault, call, number)
        for fault, wanted in CALLS.items()
        for call in sorted(set(wanted) & set(calls))
        for number in range(1, calls[call] + 1)
    ]
    return sorted(points, key=lambda point: rank.get(point.call, len(rank)))


def try_point(bench: Bench, point: Point) -> str:
    """Provoke one fault; what went wrong, or nothing."""
    bench.reset()
    had_index = bench.index.exists()
    kills = point.fault == "KILL"
    # A signal cannot be injected at the stop that the faster way of tracing makes.
    faster = [] if kills else ["--seccomp-bpf"]
    how = "signal=KILL" if kills else f"error={point.fault}"
    inject = f"inject={point.call}:{how}:when={point.number}"
    run = bench.strace(*faster, *_on(bench.paths), "-e", f"trace={point.call}", "-e", inject, "-o", "/dev/null")
    state = bench.oracle.state(bench.index)
    missing = not had_index and state.startswith("IndexMissingError")
    if state not in {OLD, NEW} and not missing:
        return f"{point}: a reader finds {state}"
    fault = _killed(run, point, bench.calls[point.call]) if kills else _said(run, state, bench.index)
    if fault:
        return f"{point}: {fault}"
    left = _content(bench.index)
    if left in bench.built_on:
        # Many points leave the same bytes on disk; what follows from them was seen before.
        return ""
    bench.built_on.add(left)
    return _next_build(bench, point)


def _content(index: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(index.rglob("*")):
        digest.update(repr((path.relative_to(index), path.is_file() and path.read_bytes())).encode())
    return digest.hexdigest()


def _killed(run: subprocess.CompletedProcess[str], point: Point, counted: int) -> str:
    past_the_end = run.returncode == 0 and point.number > counted - CALLS_TO_SPARE
    return "" if run.returncode == -signal.SIGKILL or past_the_end else f"was not killed but left with {run.returncode}"


def _said(run: subprocess.CompletedProcess[str], state: str, index: Path) -> str:
    if "Traceback" in run.stderr:
        return "a traceback"
    if run.returncode == 0:
        return "" if state == NEW else f"success is reported, and a reader finds {state}"
    if run.returncode != TROUBLE:
        return f"exit status {run.returncode}: {run.stderr.strip()}"
    return "" if str(index) in run.stderr else f"the message names no path: {run.stderr.strip()}"


def _next_build(bench: Bench, point: Point) -> str:
    run = bench.slot.beleg("index")
    if run.returncode != 0:
        return f"{point}: the next build fails: {run.stderr.strip()}"
    state = bench.oracle.state(bench.index)
    if state != NEW:
        return f"{point}: after the next build a reader finds {state}"
    left = shape(bench.index) - bench.undisturbed
    if left:
        return f"{point}: the next build leaves {sorted(left)}"
    count = generations(bench.index)
    return f"{point}: {count} generations on disk" if count > MOST_GENERATIONS else ""


def try_points(benches: Sequence[Bench], points: Iterable[Point]) -> list[str]:
    """Try points on as many benches as there are at once."""
    free: SimpleQueue[Bench] = SimpleQueue()
    for bench in benches:
        free.put(bench)

    def on_a_free_bench(point: Point) -> str:
        bench = free.get()
        try:
            return try_point(bench, point)
        finally:
            free.put(bench)

    with ThreadPoolExecutor(len(benches)) as pool:
        return [failure for failure in pool.map(on_a_free_bench, points) if failure]


def everywhere(folder: Path) -> Outcome:
    """Every point of a refresh, and of the first build in an empty folder."""
    failures: list[str] = []
    counted: Counter[str] = Counter()
    for from_nothing in (False, True):
        with ExitStack() as stack:
            benches = [make_bench(made, from_nothing=from_nothing) for made in _folders(stack, folder)]
            points = every_point(benches[0].calls)
            counted.update(point.fault for point in points)
            failures += try_points(benches, points)
    notes = ", ".join(f"{count} {fault}" for fault, count in sorted(counted.items()))
    return Outcome(counted.total(), tuple(failures), notes)


def _folders(stack: ExitStack, folder: Path) -> Iterator[Path]:
    for number in range(2):
        made = folder / f"bench-{number}"
        made.mkdir()
        stack.callback(shutil.rmtree, made)
        yield made
