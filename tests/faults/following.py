"""Documents that change while a build reads them, times of files that lie, and a model exchanged under the index."""

from __future__ import annotations

import hashlib
import os
import random
import re
import threading
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from retrieval import Engine
from retrieval.index.store import Store
from tests.conftest import make_static_model
from tests.e2e.conftest import Place
from tests.faults.oracle import NEW, answers_of, open_snapshot, prepare, put_documents
from tests.faults.outcome import Outcome

CYCLES = 10
MOMENTS = ("equal", "past", "future", "1970", "1901")
_PAUSE_SECONDS = 0.05


def moving_documents(folder: Path, cycles: int = CYCLES) -> Outcome:
    """One document is renamed, edited, added or deleted every 50 ms while the command builds.

    Whatever is published is made of documents that were there, and one build after the end is a clean build.
    """
    place = Place(folder)
    seeds, index = place.seeds, folder / ".beleg"
    put_documents(seeds, NEW, ballast=150)
    mover = _Mover(seeds)
    failures = []
    for cycle in range(cycles):
        mover.start()
        run = place.beleg("index")
        mover.stop()
        if run.returncode != 0:
            failures.append(f"cycle {cycle}: exit status {run.returncode}: {run.stderr.strip()}")
            continue
        documents = Store(index).load().documents
        invented = [document.id for document in documents if document.sha256 not in mover.seen[document.id]]
        if invented:
            failures.append(f"cycle {cycle}: {invented} never were like that")
        if place.beleg("index").returncode != 0:
            failures.append(f"cycle {cycle}: the build after the end fails")
        published, clean = open_snapshot(index), Engine.open(seeds, folder / f"clean-{cycle}").snapshot
        if published.index.documents != clean.index.documents or answers_of(published) != answers_of(clean):
            failures.append(f"cycle {cycle}: the build after the end is no clean build")
    return Outcome(mover.changes, tuple(failures), f"{cycles} builds during {mover.changes} changes")


class _Mover:
    """Changes one document after the other, and remembers what each ever was."""

    def __init__(self, seeds: Path) -> None:
        self.seen: dict[str, set[str]] = defaultdict(set)
        self.changes = 0
        self._seeds = seeds
        self._chance = random.Random(11)
        self._ended = threading.Event()
        for path in seeds.iterdir():
            self._see(path.name, path.read_bytes())

    def start(self) -> None:
        self._ended.clear()
        self._thread = threading.Thread(target=self._move_on)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _move_on(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            self._move()
            self.changes += 1

    def _move(self) -> None:
        path = self._chance.choice(sorted(self._seeds.glob("akte*")))
        match self._chance.randrange(4):
            case 0:
                self._write(path, f"{path.read_text(encoding='utf-8')}\n\nNachtrag {self.changes} zu dieser Akte.\n")
            case 1:
                moved = path.with_name(f"akte{10_000 + self.changes}.txt")
                self._see(moved.name, path.read_bytes())
                path.rename(moved)
            case 2:
                path.unlink()
            case _:
                self._write(path.with_name(f"akte{20_000 + self.changes}.txt"), f"Neue Akte {self.changes} im Regal.\n")

    def _write(self, path: Path, text: str) -> None:
        """At once, as editors that mean well do; a file that grows is another row."""
        data = text.encode()
        self._see(path.name, data)
        aside = path.with_name(f".{path.name}")
        aside.write_bytes(data)
        aside.rename(path)

    def _see(self, name: str, data: bytes) -> None:
        self.seen[name].add(hashlib.sha256(data).hexdigest())


def lying_times(folder: Path, moments: tuple[str, ...] = MOMENTS, changes: int = 100) -> Outcome:
    """Other content with the same size and a time that is equal, in the past, in the future or before the epoch."""
    place = Place(folder)
    place.write("uhr.txt", "Die Uhr zeigt 1100 Uhr.\n")
    place.beleg("index")
    path = place.seeds / "uhr.txt"
    kept = path.stat().st_mtime_ns
    ten_years = 10 * 365 * 86_400 * 10**9
    times = dict(zip(MOMENTS, (kept, kept - ten_years, kept + ten_years, 0, -(2**31) * 10**9), strict=True))
    failures = []
    for number, name in enumerate(moments, start=1):
        moment = times[name]
        path.write_text(f"Die Uhr zeigt 110{number} Uhr.\n", encoding="utf-8")
        os.utime(path, ns=(moment, moment))
        run = place.beleg("index")
        if "geändert: uhr.txt" not in run.stdout or f"110{number}" not in place.beleg("show", "uhr.txt").stdout:
            failures.append(f"a change with a time that is {name} was missed")
    engine = Engine.open(place.seeds, folder / ".beleg")
    for number in range(changes):
        path.write_text(f"Die Uhr zeigt 12{number:02d} Uhr.\n", encoding="utf-8")
        os.utime(path, ns=(kept, kept))
        if not engine.refresh().changes.changed:
            failures.append(f"change {number} with equal size and time was missed")
    path.touch()
    if engine.refresh().changes:
        failures.append("a new time alone was taken for a change")
    return Outcome(len(moments) + changes + 1, tuple(failures))


def exchanged_model(folder: Path) -> Outcome:
    """Another model, another dimension, other prompts and passages, other weights under the same name."""
    place = Place(folder)
    prepare(place)
    model = make_static_model(folder / "model", seed=1)
    other = make_static_model(folder / "other", seed=2)
    ways: dict[str, dict[str, str]] = {
        "another model and dimension": {"BELEG_EMBEDDING_MODEL": str(model)},
        "another model of the same dimension": {"BELEG_EMBEDDING_MODEL": str(other)},
        "a prompt": {"BELEG_EMBEDDING_MODEL": str(other), "BELEG_PASSAGE_PROMPT": "passage: "},
        "shorter passages": {"BELEG_PASSAGE_CHARACTERS": "200"},
    }
    failures = []
    for name, settings in ways.items():
        failures += [f"{name}: {fault}" for fault in _exchange_faults(place, settings)]
    settings = {"BELEG_EMBEDDING_MODEL": str(model)}
    place.beleg("index", **settings)
    _exchange_weights(model)
    failures += [f"other weights under the same name: {fault}" for fault in _exchange_faults(place, settings)]
    for version in (0, 999):
        _change_format(folder / ".beleg", version)
        failures += [f"format version {version}: {fault}" for fault in _exchange_faults(place, settings)]
    return Outcome(len(ways) + 3, tuple(failures))


def _exchange_faults(place: Place, settings: dict[str, str]) -> list[str]:
    asked = place.beleg("ask", "--json", "Wer ist Vorsitzender des Vereins?", **settings)
    clean = place.beleg(
        "ask", "--json", "Wer ist Vorsitzender des Vereins?", "--index-dir", f"clean-{time.monotonic_ns()}", **settings
    )
    faults = []
    if "Index aufgebaut" not in asked.stderr and "Index aktualisiert" not in asked.stderr:
        faults.append("not noticed")
    if asked.stdout != clean.stdout:
        faults.append("the answer is not that of a clean build")
    return faults


def _change_format(index: Path, version: int) -> None:
    """Make the index look like one of another version of Beleg, with a seal that is right."""
    path = index / "generations" / Store(index).current_name() / "manifest.json"
    text = path.read_text(encoding="utf-8").rsplit("\n", 2)[0]
    changed = re.sub(r'"format_version": \d+', f'"format_version": {version}', text)
    path.write_text(f"{changed}\n{hashlib.sha256(changed.encode()).hexdigest()}\n", encoding="utf-8")


def _exchange_weights(model: Path) -> None:
    from safetensors.numpy import load_file, save_file

    path = model / "0_StaticEmbedding" / "model.safetensors"
    rows = load_file(path)["embedding.weight"]
    status = path.stat()
    save_file({"embedding.weight": np.roll(rows, 1, axis=0)}, str(path))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
