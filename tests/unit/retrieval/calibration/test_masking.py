"""A view of an index without some paragraphs finds what an index built without them would find."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.search import search
from retrieval.calibration.masking import without
from retrieval.index.building import build_index
from retrieval.index.encoder import StaticEncoder
from retrieval.index.index import Index
from retrieval.index.manifest import IndexConfig

PARAGRAPHS = ["Der Hof öffnet um neun Uhr.", "Hunde müssen an die Leine.", "Der Hof schließt um acht Uhr."]


@pytest.fixture
def index(tmp_path: Path, tiny_encoder: StaticEncoder) -> Index:
    (tmp_path / "hof.txt").write_text("\n\n".join(PARAGRAPHS))
    return build_index(tmp_path, IndexConfig(), tiny_encoder)[0]


def found(index: Index, encoder: StaticEncoder) -> list[list[int]]:
    result = search(index, encoder, "Wann öffnet der Hof?", "de")
    return [[hit.passage.first_paragraph for hit in hits] for hits in (result.lexical, result.dense, result.fused)]


def test_no_stage_finds_a_hidden_paragraph(index: Index, tiny_encoder: StaticEncoder) -> None:
    assert all(1 in stage for stage in found(index, tiny_encoder))
    assert not any(1 in stage for stage in found(without(index, [("hof.txt", 1)]), tiny_encoder))


def test_the_others_keep_their_order(index: Index, tiny_encoder: StaticEncoder) -> None:
    whole = found(index, tiny_encoder)
    assert found(without(index, [("hof.txt", 2)]), tiny_encoder) == [[n for n in stage if n != 2] for stage in whole]


def test_hiding_nothing_or_what_is_not_there_changes_nothing(index: Index, tiny_encoder: StaticEncoder) -> None:
    assert without(index, []) is index
    view = without(index, [("nein.txt", 1), ("hof.txt", 9)])
    assert found(view, tiny_encoder) == found(index, tiny_encoder)


def test_the_whole_index_is_not_changed(index: Index, tiny_encoder: StaticEncoder) -> None:
    before = found(index, tiny_encoder)
    found(without(index, [("hof.txt", 1)]), tiny_encoder)
    assert found(index, tiny_encoder) == before
