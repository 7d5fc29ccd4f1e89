"""Every kind of damage to every file of the index: noticed before it is served, or of no effect.

Knows files and bytes, not what is in them.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.conftest import Place
from tests.faults.oracle import NEW, OLD, Oracle, prepare
from tests.faults.outcome import Outcome

TRUNCATIONS, FLIPS, ZEROED = 30, 100, 20
_PAGE_BYTES = 4096

_TOLD = ("IndexDamagedError", "IndexMissingError")

Damage = tuple[str, Callable[[bytes], bytes]]


def every_damage(folder: Path, share: float = 1.0, seed: int = 7) -> Outcome:
    """Truncations, flipped bits, zeroed pages, missing files and files of another generation.

    A reader may be given an untouched generation or be told of the damage. Some of the damaged indexes are then
    handed to the command, which must make a good one of them.
    """
    chance = random.Random(seed)
    place = Place(folder / "place")
    place.folder.mkdir()
    oracle = prepare(place)
    index = place.folder / ".beleg"
    good = {path.relative_to(index): path.read_bytes() for path in sorted(index.rglob("*")) if path.is_file()}
    failures, noticed, without_effect = [], 0, 0
    foreign = {path.name: path.read_bytes() for path in (place.folder / "clean-new").rglob("*") if path.is_file()}
    cases = list(_cases(good, foreign, chance, share))
    for case in cases:
        case.put(index)
        state = oracle.state(index)
        noticed += state.startswith(_TOLD)
        without_effect += state == OLD
        if not state.startswith((*_TOLD, OLD)):
            failures.append(f"{case}: a reader finds {state}")
        (index / case.file).write_bytes(good[case.file])
    shutil.copytree(index, folder / "good")
    one_of_each = list({case.file: case for case in chance.sample(cases, len(cases))}.values())
    for case in one_of_each[: max(1, round(len(one_of_each) * share))]:
        case.put(index)
        failures += [f"{case}: {fault}" for fault in _rebuild_faults(place, oracle, index)]
        shutil.rmtree(index)
        shutil.copytree(folder / "good", index)
    notes = f"{noticed} noticed, {without_effect} answered by an untouched generation"
    return Outcome(len(cases), tuple(failures), notes)


@dataclass(frozen=True, slots=True)
class _Case:
    """A file of the index, and what it holds after the damage; nothing when it is gone."""

    file: Path
    name: str
    data: bytes | None

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"

    def put(self, index: Path) -> None:
        if self.data is None:
            (index / self.file).unlink()
        else:
            (index / self.file).write_bytes(self.data)


def _cases(
    good: Mapping[Path, bytes], foreign: Mapping[str, bytes], chance: random.Random, share: float
) -> Iterator[_Case]:
    for file, data in good.items():
        for name, change in _changes(len(data), chance, share):
            yield _Case(file, name, change(data))
        yield _Case(file, "missing", None)
        if foreign.get(file.name, data) != data:
            yield _Case(file, "that of another generation", foreign[file.name])


def _changes(size: int, chance: random.Random, share: float) -> Iterator[Damage]:
    if not size:
        yield "one byte more", lambda data: data + b"\0"
        return
    for _ in range(max(1, round(TRUNCATIONS * share))):
        length = chance.randrange(size)
        yield f"cut to {length}", lambda data, length=length: data[:length]
    for _ in range(max(1, round(FLIPS * share))):
        place, bit = chance.randrange(size), 1 << chance.randrange(8)
        yield (
            f"bit {bit} of byte {place}",
            lambda data, place=place, bit=bit: data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :],
        )
    for _ in range(max(1, round(ZEROED * share))):
        start = chance.randrange(-(-size // _PAGE_BYTES)) * _PAGE_BYTES
        yield f"zeros from {start}", lambda data, start=start: _zeroed(data, start)


def _zeroed(data: bytes, start: int) -> bytes:
    page = data[start : start + _PAGE_BYTES]
    return data[:start] + bytes(len(page)) + data[start + len(page) :]


def _rebuild_faults(place: Place, oracle: Oracle, index: Path) -> list[str]:
    run = place.beleg("index")
    state = oracle.state(index)
    return [] if run.returncode == 0 and state == NEW else [f"exit status {run.returncode}, then {state}: {run.stderr}"]
