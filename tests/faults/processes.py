"""Several processes at one index: readers while others publish, rival builders, builders that are ended.

Knows the command and the store; what a reader must find is the oracle's.
"""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from retrieval.index.store import Store
from tests.e2e.conftest import Place
from tests.faults.oracle import NEW, OLD, Oracle, generations, prepare, put_documents
from tests.faults.outcome import Outcome, need

PUBLISHES, READERS = 1_000, 4
ROUNDS, RIVALS = 20, 8
ENDINGS = 20
MEMORY_MEBIBYTES = (200, 300, 350, 400, 450, 500, 550, 600, 700, 900)
MOST_GENERATIONS = 3
LOCK_FREE_SECONDS = 10.0
"""The kernel frees it at once; a lock that outlives its builder is held for ever. A busy machine takes its time."""
END_SECONDS = 10.0
SERVED_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0


def readers_while_publishing(folder: Path, publishes: int = PUBLISHES) -> Outcome:
    """Readers ask without pause while the two generations are published in turn."""
    place = Place(folder)
    oracle = prepare(place)
    index = folder / ".beleg"
    ways = [Store(folder / f"clean-{name}").load() for name in (OLD, NEW)]
    spawn = multiprocessing.get_context("spawn")
    ended, reads, failures = spawn.Event(), spawn.Value("i", 0), spawn.Queue()
    readers = [spawn.Process(target=_read_on, args=(oracle, index, ended, reads, failures)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    _wait_for(lambda: reads.value >= READERS, "the readers did not start")
    most = 0
    store = Store(index)
    for number in range(publishes):
        with store.locked():
            store.write(ways[number % 2])
        most = max(most, generations(index))
    ended.set()
    found = []
    for reader in readers:
        reader.join(_PATIENCE_SECONDS)
        if reader.exitcode != 0:
            found.append(f"a reader ended with {reader.exitcode}")
    while not failures.empty():
        found.append(failures.get())
    if most > MOST_GENERATIONS:
        found.append(f"{most} generations on disk")
    return Outcome(publishes, tuple(found), f"{reads.value} reads, at most {most} generations on disk")


def _read_on(oracle: Oracle, index: Path, ended: Event, reads: Synchronized[int], failures: Any) -> None:
    while not ended.is_set():
        state = oracle.state(index)
        if state not in {OLD, NEW}:
            failures.put(f"a reader finds {state}")
        with reads.get_lock():
            reads.value += 1


def rival_builders(folder: Path, rounds: int = ROUNDS, rivals: int = RIVALS) -> Outcome:
    """So many commands at once: one builds, the others find its work or say that it is at work."""
    place = Place(folder)
    oracle = prepare(place)
    failures = []
    slowest = 0.0
    for number in range(rounds):
        name = (NEW, OLD)[number % 2]
        put_documents(place.seeds, name)
        before = _number_of_current(place)
        begun = time.monotonic()
        started = [place.start("index") for _ in range(rivals)]
        faults = [_fault_of(rival) for rival in started]
        slowest = max(slowest, time.monotonic() - begun)
        built = _number_of_current(place) - before
        failures += [f"round {number}: {fault}" for fault in faults if fault]
        if built != 1:
            failures.append(f"round {number}: {built} builds")
        state = oracle.state(folder / ".beleg")
        if state != name:
            failures.append(f"round {number}: a reader finds {state}")
    held = [_seconds_until_free(place, number) for number in range(max(1, rounds // 4))]
    failures += [
        f"the lock of a killed builder was held for {seconds:.2f} s" for seconds in held if seconds > LOCK_FREE_SECONDS
    ]
    notes = f"slowest round {slowest:.1f} s, lock of a killed builder free after {max(held):.2f} s"
    return Outcome(rounds * rivals + len(held), tuple(failures), notes)


def _number_of_current(place: Place) -> int:
    return int(Store(place.folder / ".beleg").current_name().partition("-")[0])


def _fault_of(process: subprocess.Popen[bytes]) -> str:
    with process:
        _, error = process.communicate(timeout=_PATIENCE_SECONDS)
    text = error.decode("utf-8", "replace")
    busy = process.returncode == 3 and "anderer Prozess" in text
    fine = (process.returncode == 0 or busy) and "Traceback" not in text
    return "" if fine else f"exit status {process.returncode}: {text.strip()}"


def _seconds_until_free(place: Place, number: int) -> float:
    """How long after the death of a builder its lock can be had."""
    put_documents(place.seeds, (OLD, NEW)[number % 2], ballast=300 + number)
    with place.start("index") as process:
        _wait_for(lambda: _is_building(place) or process.poll() is not None, "no build began")
        process.kill()
        begun = time.monotonic()
        process.communicate()
    with Store(place.folder / ".beleg").locked(timeout_seconds=_PATIENCE_SECONDS):
        return time.monotonic() - begun


def _is_building(place: Place) -> bool:
    return any((place.folder / ".beleg" / "generations").glob(".new-000[0-6]*"))


def ended_builds(folder: Path, times: int = ENDINGS) -> Outcome:
    """SIGTERM and SIGINT at several moments of a build, and too little memory for it."""
    need("prlimit")
    place = Place(folder)
    oracle = prepare(place)
    index = folder / ".beleg"
    shutil.copytree(index, folder / "good")
    failures = []
    slowest = 0.0
    put_documents(place.seeds, NEW, ballast=400)
    begun = time.monotonic()
    place.beleg("index", "--index-dir", str(folder / "undisturbed"))
    whole_seconds = time.monotonic() - begun
    for number in range(times):
        sent = (signal.SIGTERM, signal.SIGINT)[number % 2]
        seconds, fault = _end(place, sent, after_seconds=whole_seconds * (number + 1) / (times + 1))
        slowest = max(slowest, seconds)
        if fault or seconds > END_SECONDS:
            failures.append(f"{sent.name}: {fault or f'left after {seconds:.1f} s'}")
        begun = time.monotonic()
        state = oracle.state(index)
        if state != OLD and not _is_new(place, index):
            failures.append(f"after {sent.name} a reader finds {state}")
        if time.monotonic() - begun > SERVED_SECONDS:
            failures.append(f"after {sent.name} the old index was not served in time")
        shutil.rmtree(index)
        shutil.copytree(folder / "good", index)
    for mebibytes in MEMORY_MEBIBYTES[:times]:
        failures += _memory_faults(place, oracle, index, mebibytes)
        shutil.rmtree(index)
        shutil.copytree(folder / "good", index)
    points = times + len(MEMORY_MEBIBYTES[:times])
    return Outcome(points, tuple(failures), f"left after at most {slowest:.1f} s")


def _end(place: Place, sent: signal.Signals, after_seconds: float) -> tuple[float, str]:
    with place.start("index") as process:
        time.sleep(after_seconds)
        begun = time.monotonic()
        process.send_signal(sent)
        _, error = process.communicate(timeout=_PATIENCE_SECONDS)
    text = error.decode("utf-8", "replace")
    return time.monotonic() - begun, f"a traceback: {text}" if "Traceback" in text else ""


def _is_new(place: Place, index: Path) -> bool:
    """Whether the build was done before it could be ended."""
    return len(Store(index).load().documents) == len(list(place.seeds.iterdir()))


def _memory_faults(place: Place, oracle: Oracle, index: Path, mebibytes: int) -> list[str]:
    """A build that may have only so much memory; whatever becomes of it, the index is whole."""
    run = subprocess.run(
        ["prlimit", f"--as={mebibytes * 1024 * 1024}", sys.executable, "-m", "bot", "index"],
        cwd=place.folder,
        env=place.environment(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"),
        capture_output=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    state = oracle.state(index)
    whole = _is_new(place, index) if run.returncode == 0 else state == OLD
    return [] if whole else [f"{mebibytes} MiB of memory: exit status {run.returncode}, then {state}"]


def _wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError(otherwise)
        time.sleep(0.002)
