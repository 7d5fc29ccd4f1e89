"""Building on the previous index gives, to the bit, what building from nothing gives: 500 random steps."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from retrieval import Engine
from retrieval.calibration import shards
from retrieval.index.building import build_index
from retrieval.index.encoder import StaticEncoder
from retrieval.index.index import Index
from retrieval.index.lexical import LexicalIndex
from retrieval.index.manifest import IndexConfig
from retrieval.index.store import Store
from retrieval.index.term_counts import TermCounts

STEPS = 500
STEPS_BETWEEN_FULL_BUILDS = 20
WORDS = """
    Sicherheit Kraft Sicherheitskraft Sicherheitskräfte Haus Tür Haustür Garten Gartenhaus Gartenhaustür Schiff Fahrt
    Schifffahrt Gesellschaft Schifffahrtsgesellschaft Verein Vereinshaus Bonn Köln 1999 2024 der die das und im wurde
    gewählt warnte öffnete schloss the house was opened harbour members elected chairman of in protest summit
""".split()
QUESTIONS = (
    "Wann wurde das Gartenhaus geöffnet?",
    "Who was elected chairman?",
    "Was ist die Schifffahrtsgesellschaft?",
)


def paragraph(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=chance.randint(3, 25))
    return " ".join([*words, str(chance.randint(0, 50)) + "."])


def text(chance: random.Random) -> str:
    blocks = [paragraph(chance) for _ in range(chance.randint(1, 5))]
    if chance.random() < 0.3:
        blocks.insert(chance.randrange(len(blocks)), f"# {chance.choice(WORDS)}")
    return "\n\n".join(blocks)


def step(seeds: Path, chance: random.Random) -> None:
    """Add, edit, rename, copy or delete a document."""
    files = sorted(path for path in seeds.rglob("*.*") if path.is_file())
    target = seeds / chance.choice(["", "a", "b/c"]) / f"{chance.randrange(40):02}{chance.choice(['.txt', '.md'])}"
    target.parent.mkdir(parents=True, exist_ok=True)
    kind = chance.choice(["add", "add", "edit", "edit", "edit", "rename", "copy", "delete", "empty"])
    if kind == "add" or len(files) < 3:
        target.write_text(text(chance))
    elif kind == "edit":
        edited = chance.choice(files)
        blocks = edited.read_text().split("\n\n")
        blocks[chance.randrange(len(blocks))] = paragraph(chance)
        edited.write_text("\n\n".join(blocks))
    elif kind == "rename":
        chance.choice(files).rename(target)
    elif kind == "copy":
        target.write_bytes(chance.choice(files).read_bytes())
    elif kind == "delete" and len(files) < 12:
        return
    elif kind == "delete":
        chance.choice(files).unlink()
    else:
        target.write_text("")


def assert_same(one: Index, other: Index) -> None:
    assert one.manifest == other.manifest
    assert one.documents == other.documents
    assert one.headings == other.headings
    np.testing.assert_array_equal(one.paragraphs, other.paragraphs)
    np.testing.assert_array_equal(one.passages, other.passages)
    np.testing.assert_array_equal(one.dense.vectors(), other.dense.vectors())
    assert one.words is not None
    assert other.words is not None
    assert one.words.parts == other.words.parts
    for mine, theirs in ((one.words, other.words), (one.lexical, other.lexical)):
        arrays, others = mine.to_arrays(), theirs.to_arrays()
        assert arrays.keys() == others.keys()
        for name in arrays:
            np.testing.assert_array_equal(arrays[name], others[name], err_msg=name)
    for question in QUESTIONS:
        np.testing.assert_array_equal(one.lexical.scores(question, "de"), other.lexical.scores(question, "de"))


def test_a_chain_of_builds_gives_what_full_builds_give(tmp_path: Path, tiny_encoder: StaticEncoder) -> None:
    chance = random.Random(2)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for _ in range(8):
        step(seeds, chance)
    config = IndexConfig(passage_characters=60)
    index, _ = build_index(seeds, config, tiny_encoder)
    for number in range(STEPS):
        step(seeds, chance)
        index, report = build_index(seeds, config, tiny_encoder, index)
        if number % STEPS_BETWEEN_FULL_BUILDS == 0:
            assert_same(index, build_index(seeds, config, tiny_encoder)[0])
        assert report.embedded + report.reused == len(index)


def test_a_chain_of_refreshes_on_disk_ends_like_a_first_build(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "LARGEST_SHARD", 12)
    chance = random.Random(3)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for _ in range(30):
        step(seeds, chance)
    config = IndexConfig(embedding_model=str(tiny_model))
    engine = Engine.open(seeds, tmp_path / "index", config=config)
    for number in range(12):
        step(seeds, chance)
        engine.refresh()
        if number % 4 == 0:
            engine = Engine.open(seeds, tmp_path / "index", config=config)
    fresh = Engine.open(seeds, tmp_path / "other", config=config)
    assert len(list(shards.shards_of(fresh.snapshot.index))) > 2
    # Of the manifest, this also compares the sha256 of every file, and what calibration found in each part.
    assert Store(tmp_path / "index").load().manifest == Store(tmp_path / "other").load().manifest
    for question in QUESTIONS:
        assert engine.snapshot.explain(question) == fresh.snapshot.explain(question)


def test_a_new_word_takes_old_compounds_apart_and_a_removed_one_joins_them() -> None:
    def counts(*texts: str) -> TermCounts:
        return TermCounts.of(texts, ["de"] * len(texts), [""] * len(texts))

    alone = counts("Sicherheitskraft")
    assert not alone.parts
    both = alone.spliced(counts("die Kraft der Sicherheit"), np.array([0, 1]))
    assert both.parts == counts("Sicherheitskraft", "die Kraft der Sicherheit").parts != {}
    again = both.spliced(TermCounts.none(), np.array([0]))
    assert not again.parts
    np.testing.assert_array_equal(
        LexicalIndex.of(again).scores("Kraft", "de"), LexicalIndex.of(alone).scores("Kraft", "de")
    )


def test_only_what_changed_is_embedded_and_calibrated_again(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "LARGEST_SHARD", 12)
    chance = random.Random(5)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number in range(30):
        (seeds / f"{number}.txt").write_text("\n\n".join(f"{paragraph(chance)} {number}-{i}" for i in range(4)))
    engine = Engine.open(seeds, tmp_path / "index", config=IndexConfig(embedding_model=str(tiny_model)))
    before = engine.snapshot.index.manifest.calibration["shards"].keys()
    edited = seeds / "7.txt"
    edited.write_text(edited.read_text() + "\n\nEin neuer Absatz.")
    report = engine.refresh()
    assert (report.embedded, report.reused) == (1, 120)
    after = engine.snapshot.index.manifest.calibration["shards"].keys()
    assert len(before) == len(after) > 4
    assert len(before - after) == 1
    edited.rename(seeds / "umbenannt.txt")
    assert engine.refresh().embedded == 0
