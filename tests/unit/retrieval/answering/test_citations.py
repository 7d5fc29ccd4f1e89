"""Quotes are cut by their place and checked against the paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.citations import cite
from retrieval.answering.records import ScoredSentence
from retrieval.index.building import build_index
from retrieval.index.encoder import StaticEncoder
from retrieval.index.index import Index
from retrieval.index.manifest import IndexConfig
from retrieval.text.spans import Span


@pytest.fixture
def index(tmp_path: Path, tiny_encoder: StaticEncoder) -> Index:
    (tmp_path / "a.txt").write_text("Erster Satz. Zweiter Satz.\n\nNoch ein Absatz.")
    return build_index(tmp_path, IndexConfig(), tiny_encoder)[0]


def test_a_citation_carries_marker_place_and_quote(index: Index) -> None:
    sentences = [ScoredSentence("a.txt", 2, Span(28, 44), 0.9), ScoredSentence("a.txt", 1, Span(13, 26), 0.5)]
    assert [(c.marker, c.title, c.paragraph, c.quote) for c in cite(index, sentences)] == [
        (1, "a", 2, "Noch ein Absatz."),
        (2, "a", 1, "Zweiter Satz."),
    ]


def test_a_sentence_outside_its_paragraph_proves_nothing(index: Index) -> None:
    with pytest.raises(ValueError, match="not inside paragraph 1"):
        cite(index, [ScoredSentence("a.txt", 1, Span(28, 44), 0.9)])
