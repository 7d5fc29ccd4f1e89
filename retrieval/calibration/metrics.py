"""Figures of retrieval, citation and abstention, and how sure they are.

Knows rankings, numbers and numpy, nothing of engines and documents. Ranks are counted from 1. Every figure of one
question lies in 0..1; the figure of a set is the mean over its questions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Statistic = Callable[..., float]

RESAMPLES: Final = 1_000
SEED: Final = 20_260_101
CONFIDENCE: Final = 0.95
_FEWEST = 2


def recall_at(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """The share of the relevant items among the first ``k`` (Manning, Raghavan and Schütze 2008, chapter 8).

    With a single relevant item this is 1 or 0. Items that are ranked twice count once.

    >>> recall_at(["b", "a"], {"a"}, 1), recall_at(["b", "a"], {"a"}, 2), recall_at(["b", "a"], {"a", "c"}, 2)
    (0.0, 1.0, 0.5)
    """
    return len(set(ranking[:k]) & set(relevant)) / len(set(relevant))


def reciprocal_rank(ranking: Sequence[Hashable], relevant: Collection[Hashable]) -> float:
    """One divided by the rank of the first relevant item, 0 if there is none (Voorhees 1999, TREC-8); its mean is MRR.

    >>> reciprocal_rank(["b", "a"], {"a"}), reciprocal_rank(["b"], {"a"})
    (0.5, 0.0)
    """
    return next((1 / rank for rank, item in enumerate(ranking, start=1) if item in relevant), 0.0)


def ndcg_at(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    r"""Normalised discounted cumulative gain with gains of 0 and 1 (Järvelin and Kekäläinen 2002):

    .. math:: \sum_{i \le k,\, i\ relevant} \frac{1}{\log_2(i + 1)}

    divided by the same sum of a ranking with all relevant items in front.

    >>> round(ndcg_at(["b", "a"], {"a"}, 10), 4), ndcg_at(["a", "b"], {"a"}, 10)
    (0.6309, 1.0)
    """
    gains = (1 / math.log2(rank + 1) for rank, item in enumerate(ranking[:k], start=1) if item in relevant)
    ideal = (1 / math.log2(rank + 1) for rank in range(1, min(k, len(set(relevant))) + 1))
    return math.fsum(gains) / math.fsum(ideal)


def citation_precision(cited: Sequence[Hashable], relevant: Collection[Hashable]) -> float:
    """The share of the citations that point to a relevant item; without a citation 0 (as in ALCE, Gao et al. 2023).

    Each citation counts, also two of one paragraph.

    >>> citation_precision(["a", "a", "b"], {"b"}) == 1 / 3, citation_precision([], {"b"})
    (True, 0.0)
    """
    return sum(item in relevant for item in cited) / len(cited) if cited else 0.0


def citation_recall(cited: Sequence[Hashable], relevant: Collection[Hashable]) -> float:
    """The share of the relevant items that are cited; without a citation 0.

    >>> citation_recall(["a", "a"], {"a", "b"})
    0.5
    """
    return recall_at(cited, relevant, len(cited))


def auroc(positive: ArrayLike, negative: ArrayLike) -> float:
    """The chance that a positive scores above a negative, ties counting half (Hanley and McNeil 1982).

    Equals the area under the ROC curve and the Mann-Whitney U divided by the number of pairs.

    Parameters
    ----------
    positive
        Scores of what should score high, shape (n,), n > 0.
    negative
        Scores of what should score low, shape (m,), m > 0.

    Returns
    -------
    float
        0..1; 0.5 is chance.

    Examples
    --------
    >>> auroc([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    high, low = np.asarray(positive, dtype=np.float64), np.sort(np.asarray(negative, dtype=np.float64))
    below = np.searchsorted(low, high, side="left")
    below_or_equal = np.searchsorted(low, high, side="right")
    return float((below + below_or_equal).sum()) / (2 * len(high) * len(low))


def coverage_at(answerable: ArrayLike, unanswerable: ArrayLike, rate: float) -> float:
    """The share of the answerable questions that are answered when at most ``rate`` of the unanswerable ones are.

    One threshold serves both; a question is answered when its support reaches it.

    Parameters
    ----------
    answerable
        Support of the questions that have an answer, shape (n,), n > 0.
    unanswerable
        Support of those that have none, shape (m,), m > 0.
    rate
        The false-answer rate that is allowed, 0..1.

    Returns
    -------
    float
        0..1.

    Examples
    --------
    >>> coverage_at([0.9, 0.6, 0.3], [0.8, 0.2], 0.5), coverage_at([0.9, 0.6, 0.3], [0.8, 0.2], 0.0)
    (1.0, 0.3333333333333333)
    """
    low = np.sort(np.asarray(unanswerable, dtype=np.float64))[::-1]
    allowed = math.floor(rate * len(low) + 1e-9)
    bar = low[allowed] if allowed < len(low) else -math.inf
    return float((np.asarray(answerable, dtype=np.float64) > bar).mean())


def mean(values: Floats) -> float:
    """The mean, as a statistic for the bootstrap."""
    return float(values.mean())


def bootstrap_interval(
    statistic: Statistic, *samples: Floats, resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float] | None:
    """The 95 % percentile bootstrap interval of a statistic (Efron and Tibshirani 1993, chapter 13).

    Each sample is resampled on its own, with replacement, to its own size.

    Parameters
    ----------
    statistic
        Takes as many arrays as there are samples.
    *samples
        Arrays of shape (n_i,), one value a question.
    resamples
        How often.
    seed
        The same samples give the same interval.

    Returns
    -------
    tuple[float, float] | None
        The lower and the upper end; ``None`` where a sample has fewer than two values, which shows no spread.

    Examples
    --------
    >>> low, high = bootstrap_interval(mean, np.array([0.0, 1.0] * 50))
    >>> 0.38 < low < 0.42 and 0.58 < high < 0.62
    True
    """
    return paired_bootstrap_interval(statistic, *samples, resamples=resamples, seed=seed)


def paired_bootstrap_interval(
    statistic: Statistic, *samples: Floats, resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float] | None:
    """As ``bootstrap_interval``, of a statistic of rows that stay together (paired bootstrap, Koehn 2004).

    For the difference of two runs a row is a question and its columns are the runs: what makes a question hard for
    both cancels out.

    Parameters
    ----------
    statistic
        Takes as many arrays as there are samples, each of the shape of its sample.
    *samples
        Arrays of shape (n_i, n_columns), one row a question.
    resamples
        How often.
    seed
        The same samples give the same interval.

    Returns
    -------
    tuple[float, float] | None
        The lower and the upper end; ``None`` where a sample has fewer than two rows.

    Examples
    --------
    >>> runs = np.array([[0.2, 0.3], [0.7, 0.8], [0.4, 0.5]])
    >>> low, high = paired_bootstrap_interval(lambda rows: float((rows[:, 1] - rows[:, 0]).mean()), runs)
    >>> round(low, 6), round(high, 6)
    (0.1, 0.1)
    """
    if not samples or min(len(sample) for sample in samples) < _FEWEST:
        return None
    generator = np.random.default_rng(seed)
    values = np.empty(resamples)
    for place in range(resamples):
        values[place] = statistic(*(sample[generator.integers(0, len(sample), len(sample))] for sample in samples))
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
