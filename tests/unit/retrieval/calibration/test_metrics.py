"""Figures against scikit-learn, and against cases worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.calibration.metrics import (
    auroc,
    bootstrap_interval,
    citation_precision,
    citation_recall,
    coverage_at,
    mean,
    ndcg_at,
    paired_bootstrap_interval,
    recall_at,
    reciprocal_rank,
)

# Few different values, so that ties are common.
scores = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=30)


def test_recall_is_the_share_of_the_relevant_items_found_so_far() -> None:
    ranking = ["b", "a", "d", "c"]
    assert [recall_at(ranking, {"a", "c"}, k) for k in (1, 2, 3, 4, 10)] == [0, 0.5, 0.5, 1, 1]


def test_the_reciprocal_rank_is_that_of_the_first_relevant_item() -> None:
    assert reciprocal_rank(["c", "b", "a"], {"a", "b"}) == 0.5
    assert reciprocal_rank([], {"a"}) == 0


@given(st.permutations(list(range(12))), st.sets(st.integers(0, 11), min_size=1))
def test_ndcg_is_that_of_scikit_learn(ranking: list[int], relevant: set[int]) -> None:
    # Only where it is needed: its import takes longer than all of the tests here.
    from sklearn.metrics import ndcg_score

    gains = [[float(item in relevant) for item in ranking]]
    expected = ndcg_score(gains, [[-float(place) for place in range(len(ranking))]], k=10)
    assert ndcg_at(ranking, relevant, 10) == pytest.approx(expected)


def test_ndcg_of_a_relevant_item_at_rank_three() -> None:
    assert ndcg_at(["x", "y", "a"], {"a"}, 10) == 1 / math.log2(4)
    assert ndcg_at(["x", "y", "a"], {"a"}, 2) == 0


def test_a_citation_of_another_paragraph_costs_precision_and_no_recall() -> None:
    assert citation_precision(["a", "b"], {"a"}) == 0.5
    assert citation_recall(["a", "b"], {"a"}) == 1


def test_without_a_citation_both_citation_figures_are_zero() -> None:
    assert (citation_precision([], {"a"}), citation_recall([], {"a"})) == (0, 0)


@given(scores, scores)
def test_auroc_is_that_of_scikit_learn_also_with_ties(positive: list[float], negative: list[float]) -> None:
    from sklearn.metrics import roc_auc_score

    labels = [1] * len(positive) + [0] * len(negative)
    assert auroc(positive, negative) == pytest.approx(roc_auc_score(labels, positive + negative))


@given(scores, scores, st.floats(0, 1))
def test_coverage_at_a_rate_is_the_best_of_all_thresholds_that_keep_it(
    positive: list[float], negative: list[float], rate: float
) -> None:
    def share(values: list[float], threshold: float) -> float:
        return sum(value >= threshold for value in values) / len(values)

    allowed = [bar for bar in (*positive, *negative, 99.0) if share(negative, bar) <= rate + 1e-9]
    assert coverage_at(positive, negative, rate) == max(share(positive, bar) for bar in allowed)


def test_the_interval_of_a_share_is_near_the_normal_one() -> None:
    low, high = interval_of(np.array([1.0] * 80 + [0.0] * 20))
    half_width = 1.96 * math.sqrt(0.8 * 0.2 / 100)
    assert low == pytest.approx(0.8 - half_width, abs=0.015)
    assert high == pytest.approx(0.8 + half_width, abs=0.015)


def test_the_interval_holds_the_true_mean_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(1)
    held = 0
    for _ in range(100):
        low, high = interval_of(generator.normal(3.0, 1.0, 60), resamples=300)
        held += low <= 3.0 <= high
    assert held >= 88


def test_the_interval_is_the_same_every_time() -> None:
    values = np.arange(20, dtype=np.float64)
    assert interval_of(values) == interval_of(values)


def test_a_single_value_has_no_interval() -> None:
    assert bootstrap_interval(mean, np.array([1.0])) is None
    assert bootstrap_interval(auroc, np.array([1.0, 0.5]), np.array([0.2])) is None


def test_pairs_show_a_difference_that_single_runs_hide() -> None:
    hardness = np.random.default_rng(2).normal(0, 1, 40)
    assert difference_of(hardness, hardness - 0.1)[1] < 0
    before, after = interval_of(hardness), interval_of(hardness - 0.1)
    assert before[0] < after[1]


def test_a_run_against_itself_differs_by_nothing() -> None:
    values = np.arange(10, dtype=np.float64)
    assert difference_of(values, values) == (0, 0)


def interval_of(values: np.ndarray, resamples: int = 1_000) -> tuple[float, float]:
    interval = bootstrap_interval(mean, values, resamples=resamples)
    assert interval is not None
    return interval


def difference_of(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    rows = np.stack([before, after], axis=1)
    interval = paired_bootstrap_interval(lambda drawn: float((drawn[:, 1] - drawn[:, 0]).mean()), rows)
    assert interval is not None
    return interval
