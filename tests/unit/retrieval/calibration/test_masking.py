"""A search with masked paragraphs finds what an index built without them would find."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from retrieval.answering.search import search
from retrieval.calibration.masking import Place, mask_of
from retrieval.index.building import build_index
from retrieval.index.encoder import StaticEncoder
from retrieval.index.index import Index
from retrieval.index.manifest import IndexConfig

PARAGRAPHS = ["Der Hof öffnet um neun Uhr.", "Hunde müssen an die Leine.", "Der Hof schließt um acht Uhr."]


@pytest.fixture
def index(tmp_path: Path, tiny_encoder: StaticEncoder) -> Index:
    (tmp_path / "hof.txt").write_text("\n\n".join(PARAGRAPHS))
    return build_index(tmp_path, IndexConfig(), tiny_encoder)[0]


def found(index: Index, encoder: StaticEncoder, hidden: Collection[Place] | None = None) -> list[list[int]]:
    mask = None if hidden is None else mask_of(index, hidden)
    result = search(index, encoder, "Wann öffnet der Hof?", "de", mask=mask)
    return [[hit.passage.first_paragraph for hit in hits] for hits in (result.lexical, result.dense, result.fused)]


def test_no_stage_finds_a_hidden_paragraph(index: Index, tiny_encoder: StaticEncoder) -> None:
    assert all(1 in stage for stage in found(index, tiny_encoder))
    assert not any(1 in stage for stage in found(index, tiny_encoder, [("hof.txt", 1)]))


def test_the_others_keep_their_order(index: Index, tiny_encoder: StaticEncoder) -> None:
    whole = found(index, tiny_encoder)
    assert found(index, tiny_encoder, [("hof.txt", 2)]) == [[n for n in stage if n != 2] for stage in whole]


def test_hiding_nothing_or_what_is_not_there_changes_nothing(index: Index, tiny_encoder: StaticEncoder) -> None:
    whole = found(index, tiny_encoder)
    assert found(index, tiny_encoder, []) == whole
    assert found(index, tiny_encoder, [("nein.txt", 1), ("hof.txt", 9)]) == whole
