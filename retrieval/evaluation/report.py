"""From how each question went to figures with intervals, the comparison of two runs, and both as plain values.

Knows outcomes and ``metrics``, nothing of engines; how a report looks is the business of others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from retrieval.calibration import metrics
from retrieval.calibration.masking import Place
from retrieval.calibration.metrics import Floats, Statistic
from retrieval.errors import QuestionFileError
from retrieval.evaluation.dataset import EvaluationQuestion, read_text


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """How one question went.

    ``values`` has the figures that this question counts for, by name. ``ranking`` and ``cited`` are paragraphs, best
    first.
    """

    asked: EvaluationQuestion
    answered: bool
    support: float
    latency_ms: float
    values: Mapping[str, float]
    ranking: tuple[Place, ...] = ()
    cited: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """The figures of a question set; ``None`` where no question counts for one.

    Each is a mean over questions. Over the answerable ones, whether or not they were answered: ``recall_at_*``,
    ``mrr``, ``ndcg_at_10``. Over the answerable ones, an abstention counting 0: ``citation_precision``,
    ``citation_recall``, and, of those with a known answer, ``answer_in_first_quote`` and ``answer_in_quotes``.
    ``coverage`` is the share of the answerable questions that were answered, ``false_answer_rate`` that of the others.
    ``auroc`` is the chance that an answerable question has more support than another. Latencies are those of all
    questions. ``intervals`` are 95 % bootstrap intervals, by the name of the figure.
    """

    recall_at_1: float | None
    recall_at_3: float | None
    recall_at_5: float | None
    mrr: float | None
    ndcg_at_10: float | None
    answer_in_first_quote: float | None
    answer_in_quotes: float | None
    citation_precision: float | None
    citation_recall: float | None
    coverage: float | None
    false_answer_rate: float | None
    auroc: float | None
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    n_answerable: int
    n_unanswerable: int
    intervals: Mapping[str, tuple[float, float] | None] = field(default_factory=dict)
    questions: tuple[QuestionOutcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of two runs over the questions that both have: ``before``, ``after`` and the interval of the change.

    ``is_loss`` says that the figure got worse by more than chance explains.
    """

    name: str
    before: float
    after: float
    interval: tuple[float, float] | None
    is_loss: bool


Samples = tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class _Figure:
    """How a figure comes from outcomes. ``sign`` is 1 where more is better, -1 where less is, 0 where no gate is."""

    samples: Callable[[Sequence[QuestionOutcome]], Samples]
    statistic: Statistic
    sign: int = 1


def _mean_of(name: str, sign: int = 1) -> _Figure:
    def samples(outcomes: Sequence[QuestionOutcome]) -> Samples:
        return (np.array([outcome.values[name] for outcome in outcomes if name in outcome.values], dtype=np.float64),)

    return _Figure(samples, metrics.mean, sign)


def _supports(outcomes: Sequence[QuestionOutcome]) -> Samples:
    answerable = [outcome.support for outcome in outcomes if outcome.asked.answerable]
    unanswerable = [outcome.support for outcome in outcomes if not outcome.asked.answerable]
    return np.array(answerable, dtype=np.float64), np.array(unanswerable, dtype=np.float64)


def _latencies(outcomes: Sequence[QuestionOutcome]) -> Samples:
    return (np.array([outcome.latency_ms for outcome in outcomes], dtype=np.float64),)


_FIGURES: Final[dict[str, _Figure]] = {
    "recall_at_1": _mean_of("recall_at_1"),
    "recall_at_3": _mean_of("recall_at_3"),
    "recall_at_5": _mean_of("recall_at_5"),
    "mrr": _mean_of("mrr"),
    "ndcg_at_10": _mean_of("ndcg_at_10"),
    "answer_in_first_quote": _mean_of("answer_in_first_quote"),
    "answer_in_quotes": _mean_of("answer_in_quotes"),
    "citation_precision": _mean_of("citation_precision"),
    "citation_recall": _mean_of("citation_recall"),
    "coverage": _mean_of("coverage"),
    "false_answer_rate": _mean_of("false_answer_rate", -1),
    "auroc": _Figure(_supports, metrics.auroc),
    # A slower machine is not a loss of quality.
    "latency_p50_ms": _Figure(_latencies, lambda values: float(np.quantile(values, 0.5)), 0),
    "latency_p95_ms": _Figure(_latencies, lambda values: float(np.quantile(values, 0.95)), 0),
}


def summarise(outcomes: Sequence[QuestionOutcome]) -> EvaluationReport:
    """The figures of outcomes, with their intervals."""
    figures: dict[str, float | None] = {}
    intervals: dict[str, tuple[float, float] | None] = {}
    for name, figure in _FIGURES.items():
        samples = figure.samples(outcomes)
        has_data = all(len(sample) for sample in samples)
        figures[name] = figure.statistic(*samples) if has_data else None
        intervals[name] = metrics.bootstrap_interval(figure.statistic, *samples) if has_data else None
    n_answerable = sum(outcome.asked.answerable for outcome in outcomes)
    return EvaluationReport(
        **figures,
        n_answerable=n_answerable,
        n_unanswerable=len(outcomes) - n_answerable,
        intervals=intervals,
        questions=tuple(outcomes),
    )


def compare_reports(before: EvaluationReport, after: EvaluationReport) -> tuple[Difference, ...]:
    """The figures of two runs over the questions that both asked, by paired bootstrap.

    Parameters
    ----------
    before
        The run to compare with.
    after
        The run that must not be worse.

    Returns
    -------
    tuple[Difference, ...]
        One for each figure that both have; empty without a common question.
    """
    earlier = {outcome.asked.identity: outcome for outcome in before.questions}
    pairs = [(earlier[new.asked.identity], new) for new in after.questions if new.asked.identity in earlier]
    differences = (_difference(name, figure, pairs) for name, figure in _FIGURES.items())
    return tuple(difference for difference in differences if difference is not None)


def _difference(
    name: str, figure: _Figure, pairs: Sequence[tuple[QuestionOutcome, QuestionOutcome]]
) -> Difference | None:
    before = figure.samples([old for old, _ in pairs])
    after = figure.samples([new for _, new in pairs])
    if not all(len(old) and len(old) == len(new) for old, new in zip(before, after, strict=True)):
        return None
    rows = [np.stack(columns, axis=1) for columns in zip(before, after, strict=True)]

    def change(*drawn: Floats) -> float:
        return figure.statistic(*(row[:, 1] for row in drawn)) - figure.statistic(*(row[:, 0] for row in drawn))

    interval = metrics.paired_bootstrap_interval(change, *rows)
    is_loss = interval is not None and max(figure.sign * end for end in interval) < 0
    return Difference(name, figure.statistic(*before), figure.statistic(*after), interval, is_loss)


def report_to_json(report: EvaluationReport) -> dict[str, Any]:
    """A report as plain values: the figures by name, ``intervals`` and ``questions``."""
    value: dict[str, Any] = {name: getattr(report, name) for name in (*_FIGURES, "n_answerable", "n_unanswerable")}
    value["intervals"] = {name: list(ends) if ends else None for name, ends in report.intervals.items()}
    value["questions"] = [_outcome_to_json(outcome) for outcome in report.questions]
    return value


def _outcome_to_json(outcome: QuestionOutcome) -> dict[str, Any]:
    asked = outcome.asked
    return {
        "question": asked.question,
        "document": asked.document,
        "paragraphs": list(asked.paragraphs),
        "answer": asked.answer,
        "answerable": asked.answerable,
        "previous": list(asked.previous),
        "hidden": [list(place) for place in asked.hidden],
        "answered": outcome.answered,
        "support": outcome.support,
        "latency_ms": outcome.latency_ms,
        "ranking": [list(place) for place in outcome.ranking],
        "cited": [list(place) for place in outcome.cited],
        "values": dict(outcome.values),
    }


def read_report(path: Path) -> EvaluationReport:
    """The report in a file that holds what ``report_to_json`` gave.

    Parameters
    ----------
    path
        JSON.

    Returns
    -------
    EvaluationReport
        With figures recomputed from its questions.

    Raises
    ------
    QuestionFileError
        If the file cannot be read or holds something else.
    """
    try:
        return summarise([_outcome_from_json(entry) for entry in json.loads(read_text(path))["questions"]])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise QuestionFileError(path, "it is not the report of an evaluation") from error


def _outcome_from_json(entry: Mapping[str, Any]) -> QuestionOutcome:
    asked = EvaluationQuestion(
        question=str(entry["question"]),
        document=entry["document"],
        paragraphs=tuple(entry["paragraphs"]),
        answer=entry["answer"],
        answerable=bool(entry["answerable"]),
        previous=tuple(entry["previous"]),
        hidden=tuple((str(document), int(number)) for document, number in entry["hidden"]),
    )
    values = {str(name): float(value) for name, value in entry["values"].items()}
    return QuestionOutcome(asked, bool(entry["answered"]), float(entry["support"]), float(entry["latency_ms"]), values)
