"""The documents change while somebody asks: what is served follows, and nobody waits."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import watcher
from bot.watcher import Follower, WatchMode, gives_events
from retrieval import BelegError, BuildReport, Engine, IndexBusyError, IndexConfig, SeedsMissingError
from retrieval.index import change_detection

PATIENCE_SECONDS = 60.0
SETTLE_SECONDS = 0.2


class Place:
    """A folder of documents with an index that is followed."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.seeds = folder / "seeds"
        self.index_directory = folder / "index"
        self.config = IndexConfig(embedding_model=str(model))
        self.seeds.mkdir()
        self.write("a.txt", "Der Verein sitzt in Bonn.")
        self.write("b.txt", "Der Hof öffnet um neun Uhr.")
        self.reports: list[BuildReport] = []
        self.troubles: list[BelegError | None] = []
        self.engine = self.open()

    def open(self) -> Engine:
        return Engine.open(self.seeds, self.index_directory, config=self.config, settle_seconds=SETTLE_SECONDS)

    def write(self, name: str, text: str) -> None:
        (self.seeds / name).parent.mkdir(parents=True, exist_ok=True)
        (self.seeds / name).write_text(text)

    def follower(self, mode: WatchMode = "events") -> Follower:
        return Follower(self.engine, self.seeds, mode, self.reports.append, self.troubles.append)

    def texts(self) -> dict[str, str]:
        snapshot = self.engine.snapshot
        return {
            source.document_id: "\n".join(found.text for found in snapshot.paragraphs(source.document_id))
            for source in snapshot.sources()
        }


class Looks:
    """How often the documents have been looked through, and what happens before every look."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, before: Callable[[], None] = lambda: None) -> None:
        self.ended = 0
        refresh = Engine.refresh

        def look(engine: Engine, **options: Any) -> BuildReport:
            before()
            try:
                return refresh(engine, **options)
            finally:
                self.ended += 1

        monkeypatch.setattr(Engine, "refresh", look)


class HandMovedClock:
    """The clock by which files settle."""

    time_ns = staticmethod(time.time_ns)
    sleep = staticmethod(time.sleep)

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def place(tmp_path: Path, tiny_model: Path) -> Place:
    return Place(tmp_path, tiny_model)


@pytest.fixture(params=["events", "polling"])
def followed(place: Place, request: pytest.FixtureRequest) -> Iterator[Place]:
    with place.follower(request.param):
        yield place


def until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    given_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < given_up, "it did not happen"
        time.sleep(0.02)


def test_added_edited_renamed_and_deleted_files_and_folders_are_noticed(followed: Place) -> None:
    followed.write("neu.txt", "Ganz neu.")
    until(lambda: "neu.txt" in followed.texts())
    followed.write("a.txt", "Der Verein sitzt in Köln.")
    until(lambda: "Köln" in followed.texts()["a.txt"])
    (followed.seeds / "b.txt").rename(followed.seeds / "hof.txt")
    until(lambda: "b.txt" not in followed.texts() and "hof.txt" in followed.texts())
    followed.write("unten/tief/c.txt", "Ein Ordner im Ordner.")
    until(lambda: "unten/tief/c.txt" in followed.texts())
    (followed.seeds / "unten").rename(followed.seeds / "oben")
    until(lambda: "oben/tief/c.txt" in followed.texts() and "unten/tief/c.txt" not in followed.texts())
    shutil.rmtree(followed.seeds / "oben")
    (followed.seeds / "neu.txt").unlink()
    until(lambda: set(followed.texts()) == {"a.txt", "hof.txt"})
    renamed = next(report for report in followed.reports if report.changes.removed == ("b.txt",))
    assert (renamed.changes.added, renamed.embedded) == (("hof.txt",), 0)


def test_a_folder_that_vanishes_is_told_once_and_followed_again_when_it_is_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "FIRST_RETRY_SECONDS", 0.1)
    looks = Looks(monkeypatch)
    with place.follower():
        place.seeds.rename(place.seeds.with_name("elsewhere"))
        until(lambda: bool(place.troubles))
        assert set(place.texts()) == {"a.txt", "b.txt"}
        seen = looks.ended
        until(lambda: looks.ended >= seen + 2)
        assert [type(trouble) for trouble in place.troubles] == [SeedsMissingError]
        place.seeds.with_name("elsewhere").rename(place.seeds)
        place.write("a.txt", "Der Verein sitzt in Köln.")
        until(lambda: "Köln" in place.texts()["a.txt"])
        assert place.troubles[1:] == [None]
        place.write("a.txt", "Der Verein sitzt in Trier.")
        until(lambda: "Trier" in place.texts()["a.txt"])


def test_what_another_process_built_is_served_without_looking_at_the_documents(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(engine: Engine, **_: object) -> BuildReport:
        raise IndexBusyError(place.index_directory)

    monkeypatch.setattr(Engine, "refresh", look)
    with place.follower():
        place.write("neu.txt", "Ganz neu.")
        other = place.open()
        until(lambda: "neu.txt" in place.texts())
        assert place.engine.snapshot.index.generation == other.snapshot.index.generation
        assert place.reports[-1].changes.added == ("neu.txt",)
        assert place.reports[-1].embedded == 0


def test_a_slow_copy_is_taken_up_whole_and_holds_up_nothing(followed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, written = HandMovedClock(), 0
    monkeypatch.setattr(change_detection, "time", clock)

    def write_on() -> None:
        """Before every look there is one line more, until the short document is there."""
        nonlocal written
        clock.now += SETTLE_SECONDS / 2
        if "kurz.txt" in followed.texts() and written > 5:
            return
        with (followed.seeds / "lang.txt").open("a") as file:
            file.write(f"Zeile {written} der langen Datei.\n")
        written += 1
        assert "lang.txt" not in followed.texts()

    Looks(monkeypatch, before=write_on)
    followed.write("kurz.txt", "Kurz und gut.")
    until(lambda: "lang.txt" in followed.texts())
    assert followed.texts()["lang.txt"].splitlines() == [
        f"Zeile {number} der langen Datei." for number in range(written)
    ]
    assert "kurz.txt" in followed.texts()


def test_stopping_in_the_middle_of_a_build_is_quick_and_costs_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        place.write(f"{number}.txt", "\n\n".join(f"Absatz {number} {part}." for part in range(20)))
    building = threading.Event()
    batches = []
    encoder = type(place.engine.snapshot.encoder)
    encode = encoder.encode_passages

    def encode_slowly(self: object, texts: list[str]) -> object:
        building.set()
        assert follower._stopped.wait(PATIENCE_SECONDS)
        batches.append(len(texts))
        return encode(self, texts)

    monkeypatch.setattr(encoder, "encode_passages", encode_slowly)
    follower = place.follower("polling")
    follower.start()
    assert building.wait(PATIENCE_SECONDS)
    follower.stop()
    assert len(batches) == 1
    assert batches[0] < 30 * 20
    assert set(place.texts()) == {"a.txt", "b.txt"}
    assert not list(place.index_directory.glob("generations/.new-*"))
    assert all(thread.name not in {"follower", "watcher"} for thread in threading.enumerate())


def test_questions_are_answered_while_it_builds(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    building, answered = threading.Event(), threading.Event()
    encoder = type(place.engine.snapshot.encoder)
    encode = encoder.encode_passages

    def encode_later(self: object, texts: list[str]) -> object:
        if threading.current_thread().name == "follower":
            building.set()
            assert answered.wait(PATIENCE_SECONDS)
        return encode(self, texts)

    monkeypatch.setattr(encoder, "encode_passages", encode_later)
    with place.follower("polling"):
        for number in range(20):
            place.write(f"{number}.txt", f"Der Verein {number} sitzt in Ort{number}.")
        assert building.wait(PATIENCE_SECONDS)
        for _ in range(5):
            assert place.engine.ask("Wo sitzt der Verein?").question
        assert len(place.texts()) == 2
        answered.set()
        until(lambda: len(place.texts()) == 22)


def test_off_follows_nothing(place: Place) -> None:
    with place.follower("off"):
        assert all(thread.name not in {"follower", "watcher"} for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("kind", "expected"), [("ext4", True), ("nfs4", False), ("fuse.sshfs", False), ("fuseblk", False), ("cifs", False)]
)
def test_network_drives_give_no_events(tmp_path: Path, kind: str, expected: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nhost:/x {tmp_path}/my\\040docs {kind} rw 0 0\nbroken\n")
    assert gives_events(tmp_path, mounts)
    assert gives_events(tmp_path / "my docs" / "a", mounts) is expected
    assert gives_events(tmp_path, tmp_path / "missing")
