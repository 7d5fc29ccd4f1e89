"""The abstention threshold: learned from the corpus, never from too little, the same every time."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.calibration import shards
from retrieval.calibration.calibration import (
    FEWEST_QUESTIONS,
    MOST_QUESTIONS,
    PRIOR,
    SEPARABLE_FROM,
    AnswerSupport,
    Calibration,
    Spread,
    calibrate,
    calibration_of,
    measure,
    question_count,
)
from retrieval.index.building import build_index
from retrieval.index.encoder import StaticEncoder, load_encoder
from retrieval.index.index import Index
from retrieval.index.manifest import IndexConfig

Mask = NDArray[np.bool_] | None
RATES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.5, 0.99, 1.0)
LEARNED = Calibration(Spread(2.4, 1.9), Spread(-2.2, 1.9), auroc=0.95, questions=300)
ONE_WORD_A_PARAGRAPH = ("Bäume", "Brücken", "Tische", "Lampen", "Bücher", "Fenster", "Gärten", "Schiffe")
SENTENCE = (
    "Der Verein aus Bonn hat im letzten Jahr im Garten der alten Schule neben dem Rathaus {count} {things} {what}."
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    seeds: Path = tmp_path_factory.mktemp("seeds")
    for name in ("a", "b"):
        sentences = (
            SENTENCE.format(count=100 + number, things=things, what=f"{name}{things}")
            for number, things in enumerate(ONE_WORD_A_PARAGRAPH)
        )
        (seeds / f"{name}.txt").write_text("\n\n".join(sentences), encoding="utf-8")
    return build_index(seeds, IndexConfig(), load_encoder("", None, None))[0]


def calibrated(index: Index, answer_support: AnswerSupport) -> Calibration:
    return calibration_of(calibrate(index, answer_support).values())


def of_all(value: float) -> AnswerSupport:
    return lambda index, question, mask: value


def test_every_question_is_asked_with_and_without_its_paragraph(index: Index) -> None:
    asked: list[tuple[Mask, str]] = []

    def answer_support(index: Index, question: str, mask: Mask) -> float:
        asked.append((mask, question))
        return 0.9 if mask is None else 0.1

    measured = calibrated(index, answer_support)
    with_it = [question for mask, question in asked if mask is None]
    without_it = [question for mask, question in asked if mask is not None]
    assert with_it == without_it
    assert measured.questions == len(with_it) > 0
    assert measured.auroc == 1.0
    assert measured.separable
    assert measured.answerable.location == pytest.approx(math.log(9), abs=1e-3)
    assert measured.unanswerable.location == pytest.approx(-math.log(9), abs=1e-3)


def test_the_same_index_gives_the_same_calibration(index: Index) -> None:
    def answer_support(index: Index, question: str, mask: Mask) -> float:
        return (len(question) % 7 + (mask is None) * 3) / 10

    assert calibrated(index, answer_support) == calibrated(index, answer_support)


def test_no_more_questions_are_asked_than_wished(index: Index) -> None:
    assert len(measure(index, of_all(0.5), 3).present) == 3


def test_a_corpus_without_questions_gets_the_prior(index: Index) -> None:
    assert calibration_of([measure(index, of_all(0.5), 0)]) == PRIOR
    assert calibration_of([]) == PRIOR


def test_support_of_0_and_1_can_be_calibrated(index: Index) -> None:
    measured = calibrated(index, lambda index, question, mask: float(mask is None))
    assert all(0 < measured.threshold(rate) < 1 for rate in RATES)


def test_alike_supports_are_not_separable_and_leave_the_prior(index: Index) -> None:
    measured = calibrated(index, of_all(0.99))
    assert measured.auroc == 0.5
    assert not measured.separable
    assert [measured.threshold(rate) for rate in RATES] == [PRIOR.threshold(rate) for rate in RATES]


def test_the_prior_answers_from_a_support_of_one_half() -> None:
    assert PRIOR.threshold() == pytest.approx(0.5, abs=1e-12)
    assert PRIOR.threshold(0.05) > 0.5 > PRIOR.threshold(0.2)
    assert not PRIOR.separable


def test_a_higher_rate_lowers_the_bar_and_answers_more() -> None:
    for measured in (PRIOR, LEARNED):
        thresholds = [measured.threshold(rate) for rate in RATES]
        coverages = [measured.expected_coverage(rate) for rate in RATES]
        assert thresholds == sorted(thresholds, reverse=True)
        assert coverages == sorted(coverages)
        assert all(0 < threshold < 1 for threshold in thresholds)
        assert all(0 <= coverage <= 1 for coverage in coverages)


def test_harder_unanswerable_questions_raise_the_bar() -> None:
    harder = replace(LEARNED, unanswerable=Spread(-1.0, 1.9))
    assert harder.threshold() > LEARNED.threshold()
    assert harder.expected_coverage() < LEARNED.expected_coverage()


def test_the_fewer_the_questions_the_nearer_the_prior() -> None:
    harder = replace(LEARNED, unanswerable=Spread(0.0, 1.9))
    distances = [abs(replace(harder, questions=n).threshold() - PRIOR.threshold()) for n in (0, 5, 50, 300)]
    assert distances == sorted(distances)
    assert distances[0] == 0


def test_the_last_auroc_that_separates_is_the_stated_one() -> None:
    assert replace(LEARNED, auroc=SEPARABLE_FROM).separable
    assert not replace(LEARNED, auroc=SEPARABLE_FROM - 0.001).separable


def test_a_calibration_survives_json() -> None:
    for measured in (PRIOR, LEARNED):
        assert Calibration.from_json(json.loads(json.dumps(measured.to_json()))) == measured


@pytest.mark.parametrize("broken", [{"auroc": 1.5}, {"questions": -1}, {"answerable": [0.0, -1.0]}])
def test_a_calibration_out_of_range_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="got"):
        Calibration.from_json({**LEARNED.to_json(), **broken})


def test_an_incomplete_calibration_is_refused() -> None:
    data = LEARNED.to_json()
    del data["auroc"]
    with pytest.raises(KeyError):
        Calibration.from_json(data)


@pytest.mark.parametrize("rate", [-0.1, 1.1, math.nan])
def test_a_rate_is_a_share(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        LEARNED.threshold(rate)


def test_a_large_corpus_is_asked_in_shards_and_a_change_asks_one_of_them_again(
    tmp_path: Path, tiny_encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "LARGEST_SHARD", 10)
    for number in range(20):
        sentences = (SENTENCE.format(count=number, things=things, what=f"{number}") for things in ("Bäume", "Tische"))
        (tmp_path / f"{number}.txt").write_text("\n\n".join(sentences), encoding="utf-8")
    whole = build_index(tmp_path, IndexConfig(), tiny_encoder)[0]
    asked: list[str] = []

    def answer_support(index: Index, question: str, mask: Mask) -> float:
        asked.append(question)
        assert len(index) < len(whole)
        return 0.5

    before = calibrate(whole, answer_support)
    assert len(before) > 2
    first = len(asked)
    (tmp_path / "7.txt").write_text(SENTENCE.format(count=3, things="Boote", what="neu"), encoding="utf-8")
    changed = build_index(tmp_path, IndexConfig(), tiny_encoder)[0]
    after = calibrate(changed, answer_support, before)
    assert len(after.keys() - before.keys()) == 1
    assert 0 < len(asked) - first < first / 2
    assert calibrate(changed, answer_support) == after


def test_a_shard_is_what_an_index_of_its_documents_alone_would_be(
    tmp_path: Path, tiny_encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "LARGEST_SHARD", 10)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number in range(16):
        (seeds / f"{number}.txt").write_text(SENTENCE.format(count=number, things="Tische", what=f"Wort{number}"))
    shard = next(shards.shards_of(build_index(seeds, IndexConfig(), tiny_encoder)[0])).index()
    for path in seeds.iterdir():
        if path.name not in shard.manifest.documents:
            path.unlink()
    alone = build_index(seeds, IndexConfig(), tiny_encoder)[0]
    assert shard.manifest.documents == alone.manifest.documents
    assert shard.documents == alone.documents
    assert shard.lexical.scores("Bonn Tische", "de").tolist() == alone.lexical.scores("Bonn Tische", "de").tolist()
    assert shard.dense.vectors().tolist() == alone.dense.vectors().tolist()


def test_the_number_of_questions_grows_with_the_passages_up_to_a_limit() -> None:
    counts = [question_count(passages) for passages in (1, 13, 120, 1_000, 10_000, 100_000)]
    assert counts == sorted(counts)
    assert counts[0] == FEWEST_QUESTIONS
    assert counts[-1] == MOST_QUESTIONS
