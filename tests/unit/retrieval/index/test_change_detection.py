"""What changed is found without reading everything, and nothing that changed is missed: the racy cases."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from retrieval.documents.loading import KnownFile, SeedFile, UnsettledFile
from retrieval.index import change_detection
from retrieval.index.change_detection import GRANULARITY_SECONDS, Scanner

LONG_AGO = 1_000_000_000
NANOSECONDS = 1_000_000_000


class Clock:
    """The system's clock, and how far a test has moved it; seconds that do not go back pass when a test says so."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.passed = 0.0
        self.now = time.time_ns

    def time_ns(self) -> int:
        return self.now() + int(self.ahead * NANOSECONDS)

    def monotonic(self) -> float:
        return self.passed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "time_ns", clock.time_ns)
    monkeypatch.setattr(change_detection, "time", clock)
    return clock


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "a.txt").write_text("eins")
    (folder / "b.txt").write_text("zwei")
    return folder


def scanner(seeds: Path, settle_seconds: float = 0.0) -> Scanner:
    return Scanner(seeds, seeds.parent / "files.json", settle_seconds)


def read(scanner: Scanner, marks: dict[str, str]) -> list[str]:
    """The documents that were read, and not only looked at."""
    return [entry.document_id for entry in scanner.scan(marks) if isinstance(entry, SeedFile)]


def known_for_sure(seeds: Path, clock: Clock) -> dict[str, str]:
    """The marks of two files that were read long after their last change."""
    clock.ahead += GRANULARITY_SECONDS + 1
    marks = scanner(seeds).snapshot({})
    assert read(scanner(seeds), marks) == []
    return marks


def test_what_did_not_change_is_not_read_again(seeds: Path, clock: Clock) -> None:
    marks = known_for_sure(seeds, clock)
    (seeds / "b.txt").write_text("drei")
    assert read(scanner(seeds), marks) == ["b.txt"]
    assert [type(entry) for entry in scanner(seeds).scan(marks)] == [KnownFile, SeedFile]


def test_what_the_caller_does_not_have_is_read(seeds: Path, clock: Clock) -> None:
    marks = known_for_sure(seeds, clock)
    assert read(scanner(seeds), {"a.txt": marks["a.txt"], "b.txt": "another"}) == ["b.txt"]


def test_an_edit_of_the_same_size_with_the_old_date_is_seen(seeds: Path, clock: Clock) -> None:
    marks = known_for_sure(seeds, clock)
    before = (seeds / "a.txt").stat()
    (seeds / "a.txt").write_text("acht")
    os.utime(seeds / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (seeds / "a.txt").stat().st_mtime_ns == before.st_mtime_ns
    assert scanner(seeds).snapshot(marks)["a.txt"] != marks["a.txt"]


def test_a_file_put_in_the_place_of_another_with_its_date_is_seen(seeds: Path, clock: Clock) -> None:
    marks = known_for_sure(seeds, clock)
    before = (seeds / "a.txt").stat()
    (seeds / "other.tmp").write_text("neun")
    os.utime(seeds / "other.tmp", ns=(before.st_atime_ns, before.st_mtime_ns))
    (seeds / "other.tmp").rename(seeds / "a.txt")
    assert scanner(seeds).snapshot(marks)["a.txt"] != marks["a.txt"]


def test_an_edit_in_the_same_tick_of_the_clock_is_seen(seeds: Path) -> None:
    """Just after a change the status says nothing: a coarse clock would give the next change the same one."""
    marks = scanner(seeds).snapshot({})
    assert read(scanner(seeds), marks) == ["a.txt", "b.txt"]


def test_a_date_in_the_future_is_not_believed(seeds: Path, clock: Clock) -> None:
    future = time.time() + 10 * 365 * 86_400
    os.utime(seeds / "a.txt", (future, future))
    clock.ahead = GRANULARITY_SECONDS + 1
    marks = scanner(seeds).snapshot({})
    assert read(scanner(seeds), marks) == ["a.txt"]


def test_what_was_read_while_the_clock_was_ahead_is_read_again(seeds: Path, clock: Clock) -> None:
    clock.ahead = 10 * 365 * 86_400
    marks = scanner(seeds).snapshot({})
    clock.ahead = 0
    assert read(scanner(seeds), marks) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("date", [0, LONG_AGO, 4_000_000_000])
def test_the_same_date_on_all_files_hides_no_change(seeds: Path, clock: Clock, date: int) -> None:
    for path in seeds.iterdir():
        os.utime(path, (date, date))
    marks = known_for_sure(seeds, clock) if date <= LONG_AGO else scanner(seeds).snapshot({})
    (seeds / "b.txt").write_text("vier")
    os.utime(seeds / "b.txt", (date, date))
    assert scanner(seeds).snapshot(marks)["b.txt"] != marks["b.txt"]


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-3], lambda data: data.replace(b'"a.txt"', b'"x.txt"'), None]
)
def test_a_damaged_memory_is_forgotten(seeds: Path, clock: Clock, damage: object) -> None:
    marks = known_for_sure(seeds, clock)
    memory = seeds.parent / "files.json"
    if callable(damage):
        memory.write_bytes(damage(memory.read_bytes()))
    else:
        memory.unlink()
    assert read(scanner(seeds), marks) == ["a.txt", "b.txt"]
    assert read(scanner(seeds), marks) == []


def test_the_memory_of_another_folder_is_not_used(seeds: Path, clock: Clock) -> None:
    marks = known_for_sure(seeds, clock)
    seeds.rename(seeds.with_name("moved"))
    assert read(scanner(seeds.with_name("moved")), marks) == ["a.txt", "b.txt"]


def test_where_nothing_can_be_kept_everything_is_read(seeds: Path, clock: Clock) -> None:
    clock.ahead = GRANULARITY_SECONDS + 1
    nowhere = seeds.parent / "missing" / "files.json"
    marks = Scanner(seeds, nowhere).snapshot({})
    assert read(Scanner(seeds, nowhere), marks) == ["a.txt", "b.txt"]


def test_a_file_that_is_being_written_is_left_as_it_was(seeds: Path, clock: Clock) -> None:
    clock.ahead = GRANULARITY_SECONDS + 1
    follower = scanner(seeds, settle_seconds=0.2)
    marks = follower.snapshot({})
    assert set(marks) == {"a.txt", "b.txt"}
    clock.ahead = 0
    (seeds / "a.txt").write_text("halb")
    (seeds / "neu.txt").write_text("halb")
    (seeds / "b.txt").unlink()
    assert follower.snapshot(marks) == {"a.txt": marks["a.txt"]}
    assert follower.unsettled == ("a.txt", "neu.txt")
    clock.passed = 0.25
    later = follower.snapshot(marks)
    assert set(later) == {"a.txt", "neu.txt"}
    assert later["a.txt"] != marks["a.txt"]
    assert follower.unsettled == ()


def test_a_renamed_file_need_not_settle(seeds: Path) -> None:
    follower = scanner(seeds, settle_seconds=60)
    os.utime(seeds / "a.txt", (LONG_AGO, LONG_AGO))
    marks = Scanner(seeds, seeds.parent / "files.json").snapshot({})
    (seeds / "a.txt").rename(seeds / "c.txt")
    assert follower.snapshot(marks) == {"b.txt": marks["b.txt"], "c.txt": marks["a.txt"]}


def test_a_growing_file_is_never_read_half_and_holds_up_no_other(seeds: Path, clock: Clock) -> None:
    follower = scanner(seeds, settle_seconds=0.3)
    follower.snapshot({})
    (seeds / "schnell.txt").write_text("sofort da")
    found: dict[str, list[bytes]] = {}

    def look() -> None:
        clock.passed += 0.2
        for entry in follower.scan({}):
            if isinstance(entry, SeedFile):
                found.setdefault(entry.document_id, []).append(entry.data)

    with (seeds / "langsam.txt").open("w") as file:
        for _ in range(20):
            file.write("Zeile um Zeile.\n")
            file.flush()
            look()
    assert b"sofort da" in found["schnell.txt"]
    assert "langsam.txt" not in found
    for _ in range(2):
        look()
    assert found["langsam.txt"] == [b"Zeile um Zeile.\n" * 20]


def test_at_the_first_look_an_old_file_is_settled(seeds: Path, clock: Clock) -> None:
    clock.ahead = 5
    assert set(scanner(seeds, settle_seconds=1).snapshot({})) == {"a.txt", "b.txt"}
    clock.ahead = 0
    (seeds / "jung.txt").write_text("eben erst")
    assert [entry for entry in scanner(seeds, 60).scan({}) if isinstance(entry, UnsettledFile)] != []
