"""The strict check: it finds what checksums cannot see, and nothing where nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval import Engine, FaultKind, IndexConfig, verify
from retrieval.index.atomic_files import sealed, unsealed
from retrieval.index.dense import DenseIndex
from retrieval.index.index import Index
from retrieval.index.manifest import FORMAT_VERSION
from retrieval.index.store import Store
from retrieval.lifecycle.verify import Verification
from tests.unit.retrieval.lexical_indexes import lexical_index


class Place:
    def __init__(self, folder: Path, model: Path) -> None:
        self.seeds = folder / "seeds"
        self.index_directory = folder / "index"
        self.config = IndexConfig(embedding_model=str(model))
        self.seeds.mkdir()
        (self.seeds / "a.md").write_text("# Verein\n\nDer Verein sitzt in Bonn.\n\nDer Vorstand wird gewählt.\n")
        (self.seeds / "b.txt").write_text("Der Hof öffnet um neun Uhr.\n")
        (self.seeds / "c.txt").write_text("🙂 … ?!\n")
        Engine.open(self.seeds, self.index_directory, config=self.config)

    def verify(self) -> Verification:
        return verify(self.seeds, self.index_directory, self.config)


@pytest.fixture
def place(tmp_path: Path, tiny_model: Path) -> Place:
    return Place(tmp_path, tiny_model)


def test_a_good_index_is_good(place: Place) -> None:
    found = place.verify()
    assert not found.faults
    assert not found.changes
    assert (found.documents, found.passages) == (3, 4)


def test_there_may_be_no_index(place: Place, tmp_path: Path) -> None:
    found = verify(place.seeds, tmp_path / "nowhere", place.config)
    assert [fault.kind for fault in found.faults] == [FaultKind.MISSING]


@pytest.mark.parametrize("name", ["documents.json", "texts", "tables", "vectors", "lexical", "words", "manifest.json"])
def test_a_damaged_file_is_named(place: Place, name: str) -> None:
    [path] = place.index_directory.glob(f"generations/*/{name}")
    path.write_bytes(path.read_bytes()[:-1])
    [fault] = place.verify().faults
    assert fault.kind is FaultKind.DAMAGED
    assert str(path) in fault.detail


def test_an_index_of_another_version_is_not_called_damaged(place: Place) -> None:
    [path] = place.index_directory.glob("generations/*/manifest.json")
    text = unsealed(path.read_bytes())
    path.write_bytes(sealed(text.replace(f'"format_version": {FORMAT_VERSION}', '"format_version": 4')))
    assert [fault.kind for fault in place.verify().faults] == [FaultKind.OUTDATED]


def another_vector(index: Index) -> Index:
    vectors = index.dense.vectors().copy()
    vectors[1] = np.roll(vectors[1], 1)
    return replace(index, dense=DenseIndex.build(vectors))


def a_moved_paragraph(index: Index) -> Index:
    paragraphs = index.paragraphs.copy()
    paragraphs[0, 2] += 1
    return replace(index, paragraphs=paragraphs)


def a_span_that_is_none(index: Index) -> Index:
    passages = index.passages.copy()
    passages[0, 2] = 0
    return replace(index, passages=passages)


def other_words(index: Index) -> Index:
    return replace(index, lexical=lexical_index(["Ganz", "andere", "Wörter", "hier"], ["de"] * 4))


@pytest.mark.parametrize(
    ("change", "kind", "detail"),
    [
        (another_vector, FaultKind.VECTORS, "a.md"),
        (a_moved_paragraph, FaultKind.SPANS, "a.md"),
        (a_span_that_is_none, FaultKind.SPANS, "a.md"),
        (other_words, FaultKind.WORDS, ""),
    ],
)
def test_what_was_written_wrong_is_found(
    place: Place, change: Callable[[Index], Index], kind: FaultKind, detail: str
) -> None:
    store = Store(place.index_directory)
    index = store.load()
    wrong = change(replace(index, words=store.words(index)))
    store.write(wrong)
    # A passage that is nowhere has another vector, too.
    fault = place.verify().faults[0]
    assert (fault.kind, fault.detail) == (kind, detail)


def test_changed_documents_are_no_fault(place: Place) -> None:
    (place.seeds / "b.txt").write_text("Der Hof öffnet um zehn Uhr.\n")
    found = place.verify()
    assert not found.faults
    assert found.changes.changed == ("b.txt",)
    assert found.faults or found.changes


def test_a_check_changes_nothing(place: Place) -> None:
    before = {path: path.read_bytes() for path in place.index_directory.rglob("*") if path.is_file()}
    place.verify()
    assert {path: path.read_bytes() for path in place.index_directory.rglob("*") if path.is_file()} == before
