"""The documents change while somebody asks: what is served follows, and nobody waits."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.watcher import Follower, WatchMode, gives_events
from retrieval import BelegError, BuildReport, Engine, IndexConfig, SeedsMissingError

NOTICED_SECONDS = 3.0
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


@pytest.fixture
def place(tmp_path: Path, tiny_model: Path) -> Place:
    return Place(tmp_path, tiny_model)


@pytest.fixture(params=["events", "polling"])
def followed(place: Place, request: pytest.FixtureRequest) -> Iterator[Place]:
    with place.follower(request.param):
        yield place


def until(condition: Callable[[], bool], seconds: float = NOTICED_SECONDS) -> float:
    """Wait for something to become true; how long it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - started


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


def test_a_folder_that_vanishes_is_told_once_and_followed_again_when_it_is_back(place: Place) -> None:
    with place.follower():
        place.seeds.rename(place.seeds.with_name("elsewhere"))
        until(lambda: bool(place.troubles))
        assert set(place.texts()) == {"a.txt", "b.txt"}
        time.sleep(0.6)
        assert [type(trouble) for trouble in place.troubles] == [SeedsMissingError]
        place.seeds.with_name("elsewhere").rename(place.seeds)
        place.write("a.txt", "Der Verein sitzt in Köln.")
        until(lambda: "Köln" in place.texts()["a.txt"])
        assert place.troubles[1:] == [None]
        place.write("a.txt", "Der Verein sitzt in Trier.")
        until(lambda: "Trier" in place.texts()["a.txt"])


def test_what_another_process_built_is_served_without_looking_at_the_documents(place: Place) -> None:
    with place.follower(), pytest.MonkeyPatch.context() as patch:
        time.sleep(0.3)
        patch.setattr(Engine, "refresh", None)
        place.write("neu.txt", "Ganz neu.")
        other = place.open()
        until(lambda: "neu.txt" in place.texts())
        assert place.engine.snapshot.index.generation == other.snapshot.index.generation
        assert place.reports[-1].changes.added == ("neu.txt",)
        assert place.reports[-1].embedded == 0


def test_a_slow_copy_is_taken_up_whole_and_holds_up_nothing(followed: Place) -> None:
    whole = [f"Zeile {number} der langen Datei.\n" for number in range(40)]
    seen: set[str] = set()
    copied = threading.Event()
    started = time.monotonic()

    def copy() -> None:
        with (followed.seeds / "lang.txt").open("w") as file:
            for line in whole:
                file.write(line)
                file.flush()
                time.sleep(0.05)
        copied.set()

    copying = threading.Thread(target=copy)
    copying.start()
    followed.write("kurz.txt", "Kurz und gut.")
    until(lambda: "kurz.txt" in followed.texts())
    assert not copied.is_set()
    while len(seen) < 2:
        seen.add(followed.texts().get("lang.txt", ""))
        time.sleep(0.02)
        assert time.monotonic() - started < 15
    copying.join()
    assert seen == {"", "".join(whole).strip()}


def test_stopping_in_the_middle_of_a_build_is_quick_and_costs_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        place.write(f"{number}.txt", "\n\n".join(f"Absatz {number} {part}." for part in range(20)))
    building = threading.Event()
    encoder = type(place.engine.snapshot.encoder)
    encode = encoder.encode_passages

    def encode_slowly(self: object, texts: list[str]) -> object:
        building.set()
        time.sleep(0.1)
        return encode(self, texts)

    monkeypatch.setattr(encoder, "encode_passages", encode_slowly)
    follower = place.follower("polling")
    follower.start()
    assert building.wait(20)
    started = time.monotonic()
    follower.stop()
    assert time.monotonic() - started < 1
    assert set(place.texts()) == {"a.txt", "b.txt"}
    assert not list(place.index_directory.glob("generations/.new-*"))
    assert all(thread.name not in {"follower", "watcher"} for thread in threading.enumerate())


def test_questions_are_answered_while_it_builds(place: Place) -> None:
    with place.follower("polling"):
        for number in range(200):
            place.write(f"{number}.txt", f"Der Verein {number} sitzt in Ort{number}.")
        asked = 0
        while len(place.texts()) < 202:
            assert place.engine.ask("Wo sitzt der Verein?").question
            asked += 1
            assert asked < 10_000
    assert asked > 3


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
