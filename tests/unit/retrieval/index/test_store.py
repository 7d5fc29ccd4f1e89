"""Generations on disk: whole, checked, switched at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    IndexUnwritableError,
)
from retrieval.index.atomic_files import sealed, unsealed
from retrieval.index.building import build_index
from retrieval.index.encoder import StaticEncoder
from retrieval.index.generations import _in_use
from retrieval.index.index import Index
from retrieval.index.manifest import FORMAT_VERSION, IndexConfig
from retrieval.index.store import Store

FILES = ["documents.json", "texts", "tables", "vectors", "lexical", "manifest.json"]


@pytest.fixture
def index(tmp_path: Path, tiny_encoder: StaticEncoder) -> Index:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.md").write_text("# Titel\n\nErster Absatz\u2028mit Zeilentrenner.\n\nZweiter Absatz.\n")
    (seeds / "b.txt").write_text("Noch ein Dokument.\n")
    (seeds / "c.bin").write_bytes(b"\x00")
    return build_index(seeds, IndexConfig(), tiny_encoder)[0]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "index")


def generation_of(store: Store) -> Path:
    return store.directory / "generations" / store.current_name()


def test_what_was_written_is_read(store: Store, index: Index) -> None:
    written = store.write(index)
    loaded = store.load()
    assert loaded.manifest == written.manifest
    assert loaded.documents == index.documents
    assert [loaded.passage(row) for row in range(len(loaded))] == [index.passage(row) for row in range(len(index))]
    assert loaded.paragraphs_of("a.md") == index.paragraphs_of("a.md")
    assert loaded.lexical.scores("Dokument", "de").tolist() == index.lexical.scores("Dokument", "de").tolist()


def test_the_words_are_read_apart_and_checked(store: Store, index: Index) -> None:
    written = store.write(index)
    assert written.words is not None
    loaded = store.load()
    assert loaded.words is None
    assert store.words(loaded).words == written.words.words
    path = generation_of(store) / "words"
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    assert store.load().documents == index.documents
    with pytest.raises(IndexDamagedError) as caught:
        store.words(loaded)
    assert caught.value.path == path


def test_there_is_no_index_before_the_first_one(store: Store) -> None:
    with pytest.raises(IndexMissingError):
        store.load()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:0],
        lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:],
        lambda data: data[:-9] + bytes([data[-9] ^ 64]) + data[-8:],
    ],
    ids=["one byte short", "half", "empty", "bit at the start", "bit at the end"],
)
def test_every_damage_to_every_file_is_noticed_and_named(
    store: Store, index: Index, name: str, damage: Callable[[bytes], bytes]
) -> None:
    store.write(index)
    path = generation_of(store) / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(IndexDamagedError) as caught:
        store.load()
    assert caught.value.path == path


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_noticed_and_named(store: Store, index: Index, name: str) -> None:
    store.write(index)
    (generation_of(store) / name).unlink()
    with pytest.raises(IndexDamagedError, match=name):
        store.load()


@pytest.mark.parametrize("content", ["", "../../etc", "000999\n", "\xff"])
def test_a_damaged_pointer_is_noticed(store: Store, index: Index, content: str) -> None:
    store.write(index)
    (store.directory / "CURRENT").write_text(content, encoding="latin-1")
    with pytest.raises(IndexDamagedError):
        store.load()


def test_only_the_current_generation_is_kept(store: Store, index: Index) -> None:
    for _ in range(5):
        written = store.write(index)
    [kept] = (store.directory / "generations").iterdir()
    assert kept.name == store.current_name() == written.generation
    assert kept.name.startswith("000005-")


def test_a_generation_that_is_being_opened_stays_until_it_is_read(store: Store, index: Index) -> None:
    store.write(index)
    first = generation_of(store)
    with _in_use(first):
        store.write(index)
        store.write(index)
        assert (first / "vectors").exists()
        assert len(list(first.parent.iterdir())) == 2
    store.write(index)
    assert not first.exists()


def test_readers_see_whole_generations_while_others_are_published(store: Store, index: Index) -> None:
    store.write(index)
    stop = threading.Event()
    read: list[int] = []

    def keep_reading() -> None:
        while not stop.is_set():
            read.append(len(Store(store.directory).load()))

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(keep_reading) for _ in range(2)]
        for _ in range(50):
            store.write(index)
            assert len(list((store.directory / "generations").iterdir())) <= 3
        stop.set()
        for reader in readers:
            reader.result()
    assert set(read) == {len(index)}


def test_a_manifest_of_another_format_is_told_from_damage(store: Store, index: Index) -> None:
    store.write(index)
    path = generation_of(store) / "manifest.json"
    text = unsealed(path.read_bytes())
    path.write_bytes(sealed(text.replace(f'"format_version": {FORMAT_VERSION}', '"format_version": 1')))
    with pytest.raises(IndexOutdatedError, match="another version of Beleg"):
        store.load()


def test_leftovers_of_a_killed_build_are_removed(store: Store, index: Index) -> None:
    leftover = store.directory / "generations" / ".new-000001"
    leftover.mkdir(parents=True)
    (leftover / "texts").write_text("half")
    store.write(index)
    assert not leftover.exists()
    assert store.load().documents == index.documents


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path, index: Index) -> None:
    (tmp_path / "file").write_text("a file")
    store = Store(tmp_path / "file" / "index")
    with pytest.raises(IndexUnwritableError, match="Not a directory"), store.locked():
        pass
    with pytest.raises(IndexUnwritableError):
        store.write(index)
    with pytest.raises(IndexMissingError):
        store.load()


def test_a_second_builder_waits_and_then_says_so(store: Store) -> None:
    with store.locked(), pytest.raises(IndexBusyError), Store(store.directory).locked(timeout_seconds=0.1):
        pass
    with store.locked(timeout_seconds=0.1):
        pass
