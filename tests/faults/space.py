"""A disk that fills up, and folders that may not be written. Knows the command, and what a reader must find."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.e2e.conftest import Place
from tests.faults.oracle import NEW, OLD, Oracle, prepare
from tests.faults.outcome import Outcome, mounted, need, need_root

TROUBLE = 3
SIZES = 30
BALLAST = 60
LEAST_PERCENT, MOST_PERCENT = 10, 110
LONGEST_REFUSAL_SECONDS = 2.0
_PAGE_BYTES = 4096

_WITHOUT_RIGHTS = ("setpriv", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs")
"""Root without its power to ignore permissions."""


def disk_full(folder: Path, sizes: int = SIZES) -> Outcome:
    """A build into a file system that has from a tenth to a little more than the space it takes."""
    need_root()
    place = Place(folder / "place")
    place.folder.mkdir()
    oracle = prepare(place, ballast=BALLAST)
    # What a killed build left behind gives its space back.
    shutil.rmtree(place.folder / ".beleg" / "generations" / ".new-000077")
    before = _pages(place.folder / ".beleg")
    shutil.copytree(place.folder / ".beleg", folder / "old")
    if place.beleg("index").returncode != 0:
        raise RuntimeError("the build with enough space failed")
    newest = max((place.folder / ".beleg" / "generations").iterdir())
    needed = _pages(newest) + 1
    failures = []
    built = 0
    for step in range(sizes):
        percent = LEAST_PERCENT + (MOST_PERCENT - LEAST_PERCENT) * step // max(1, sizes - 1)
        size = (before + needed * percent // 100) * _PAGE_BYTES
        with mounted(folder / "disk", "-t", "tmpfs", "-o", f"size={size}", "tmpfs") as disk:
            shutil.copytree(folder / "old", disk, dirs_exist_ok=True)
            run = place.beleg("index", "--index-dir", str(disk))
            built += run.returncode == 0
            failures += [f"{percent} % of the space: {fault}" for fault in _faults(run, oracle, disk)]
    return Outcome(
        sizes, tuple(failures), f"{built} of {sizes} had enough space, {sizes - built} said that they had not"
    )


def _pages(directory: Path) -> int:
    """What a folder takes in a file system of whole pages; folders take none."""
    return sum(-(-path.stat().st_size // _PAGE_BYTES) for path in directory.rglob("*") if path.is_file())


def _faults(run: subprocess.CompletedProcess[str], oracle: Oracle, index: Path) -> list[str]:
    state = oracle.state(index)
    if run.returncode == 0:
        return [] if state == NEW else [f"success is reported, and a reader finds {state}"]
    faults = []
    if run.returncode != TROUBLE or str(index) not in run.stderr or "No space left" not in run.stderr:
        faults.append(f"exit status {run.returncode}: {run.stderr.strip()}")
    if state not in {OLD, NEW}:
        faults.append(f"a reader finds {state}")
    return faults


def read_only(folder: Path) -> Outcome:
    """An index folder that is mounted read-only, and one that belongs to somebody else."""
    place = Place(folder / "place")
    place.folder.mkdir()
    oracle = prepare(place)
    index = place.folder / ".beleg"
    faults = []
    with mounted(folder / "mounted", "-o", "bind", str(index)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder / "mounted")], check=True)
        faults += _refusal_faults("read-only", place, folder / "mounted", [], oracle)
    need("setpriv")
    for path in (index, *index.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    faults += _refusal_faults("no permission", place, index, list(_WITHOUT_RIGHTS), oracle)
    for path in (index, *index.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    faults += _unreadable_seeds_faults(place)
    return Outcome(3, tuple(faults))


def _refusal_faults(what: str, place: Place, index: Path, before: list[str], oracle: Oracle) -> list[str]:
    faults = []
    begun = time.monotonic()
    run = _beleg(place, before, "index", "--index-dir", str(index))
    # The start of Python and its libraries is not what is measured.
    seconds = time.monotonic() - begun - _seconds_of_a_start(place)
    if run.returncode != TROUBLE or str(index) not in run.stderr or "Traceback" in run.stderr:
        faults.append(f"{what}: exit status {run.returncode}: {run.stderr.strip()}")
    if seconds > LONGEST_REFUSAL_SECONDS:
        faults.append(f"{what}: refused after {seconds:.1f} s")
    asked = _beleg(place, before, "ask", "--index-dir", str(index), "Wie viele Linden stehen im Garten?")
    if asked.returncode not in {0, 1} or "Traceback" in asked.stderr or "vorige Index" not in asked.stderr:
        faults.append(f"{what}: a question gives {asked.returncode}: {asked.stderr.strip()}")
    if oracle.state(index) != OLD:
        faults.append(f"{what}: a reader finds {oracle.state(index)}")
    return faults


def _unreadable_seeds_faults(place: Place) -> list[str]:
    (place.seeds / "haus.txt").chmod(0o000)
    run = _beleg(place, list(_WITHOUT_RIGHTS), "index")
    (place.seeds / "haus.txt").chmod(0o644)
    if run.returncode != 0 or "übersprungen: haus.txt" not in run.stdout:
        return [f"a document that may not be read: {run.returncode}: {run.stdout} {run.stderr}"]
    return []


def _beleg(place: Place, before: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-m", "bot", *arguments],
        cwd=place.folder,
        env=place.environment(),
        capture_output=True,
        text=True,
        timeout=place.TIMEOUT_SECONDS,
        check=False,
    )


def _seconds_of_a_start(place: Place) -> float:
    begun = time.monotonic()
    _beleg(place, [], "index", "--index-dir", os.devnull)
    return time.monotonic() - begun
