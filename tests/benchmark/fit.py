"""Fits the weights of answerability and writes them to ``retrieval/weights.json``, with the data's hash and figures.

A logistic regression between questions that their documents answer and questions that they do not: the tuning set of
the gate, whose unanswerable questions speak of what the documents speak of, and, where it lies beside the repository,
XQuAD with each question's paragraph present and masked. Figures are out of fold, a fold being some of the documents.
The held-out set is never read. The other groups of weights were chosen one at a time (``README.md`` beside this file)
and are kept.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from retrieval import Engine, Snapshot
from retrieval.answering import sentence_ranking
from retrieval.answering.answerability import AnswerabilityFeatures, answerability
from retrieval.calibration.metrics import auroc, coverage_at
from retrieval.evaluation.dataset import read_questions
from retrieval.weights import WEIGHTS_FILE
from tests.benchmark import xquad
from tests.gate.questions import documents_of, questions_of

NAMES = tuple(field.name for field in fields(AnswerabilityFeatures))
FOLDS = 6
RIDGE = 1.0
"""The strength of the L2 penalty: with eleven features and some thousand rows it only keeps rare ones in bounds."""
STEPS = 50
FALSE_ANSWER_RATE = 0.10


@dataclass(frozen=True, slots=True)
class Example:
    """A question's features, whether the documents answer it, and whether they are in its language."""

    features: tuple[float, ...]
    is_answerable: bool
    is_across: bool
    document: str


def measure() -> dict[str, object]:
    """Fit, write, and say how well questions are told apart out of fold."""
    examples = [*of_tuning_set(), *of_xquad()]
    file = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    figures: dict[str, object] = {}
    for group, is_across in (("answerability_within", False), ("answerability_across", True)):
        chosen = [example for example in examples if example.is_across == is_across]
        coverage, area = cross_validated(chosen)
        figures[f"{group}: questions"] = len(chosen)
        figures[f"{group}: coverage at 10 % false answers, out of fold"] = round(coverage, 3)
        figures[f"{group}: AUROC, out of fold"] = round(area, 3)
        file[group] = rounded(fitted(chosen), chosen)
    file["fitted"]["answerability_within, answerability_across"] = {
        "by": "python -m tests.benchmark fit",
        "data": "tests/questions/tuning and xquad-dev",
        "data_sha256": hashlib.sha256(repr(examples).encode()).hexdigest(),
        "cross_validated": dict(figures),
    }
    WEIGHTS_FILE.write_text(json.dumps(file, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return figures


def of_tuning_set() -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Engine.open(documents_of("tuning"), Path(folder) / "index").snapshot
        for question in questions_of("tuning"):
            yield example(snapshot, question.question, question.document, is_answerable=bool(question.needles))


def of_xquad() -> Iterator[Example]:
    if not xquad.SOURCE.is_file():
        return
    for code in xquad.LANGUAGES.values():
        with tempfile.TemporaryDirectory() as folder:
            questions = read_questions(xquad.write_xquad(Path(folder), "de", code))
            snapshot = Engine.open(Path(folder) / "seeds", Path(folder) / "index").snapshot
            for question in questions:
                document = str(question.document)
                yield example(snapshot, question.question, document, is_answerable=True)
                masked = snapshot.without({(document, number) for number in question.paragraphs})
                yield example(masked, question.question, document, is_answerable=False)


def example(snapshot: Snapshot, question: str, document: str, *, is_answerable: bool) -> Example:
    """Ask a question, and keep the features of its best sentence where they are weighed."""
    with mock.patch.object(sentence_ranking, "answerability", side_effect=answerability) as weighed:
        snapshot.explain(question)
    if not weighed.call_args:
        return Example((0.0,) * len(NAMES), is_answerable, False, document)
    features = tuple(getattr(weighed.call_args.args[0], name) for name in NAMES)
    return Example(features, is_answerable, weighed.call_args.kwargs["across"], document)


def cross_validated(examples: list[Example]) -> tuple[float, float]:
    """Coverage at 10 % false answers, and AUROC, when each document is scored by a fit that never saw it."""
    documents = sorted({one.document for one in examples})
    fold_of = {document: place % FOLDS for place, document in enumerate(documents)}
    logits: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        weights = fitted([one for one in examples if fold_of[one.document] != fold])
        held = [one for one in examples if fold_of[one.document] == fold]
        logits += zip((matrix(held) @ weights).tolist(), (one.is_answerable for one in held), strict=True)
    positive = [logit for logit, is_answerable in logits if is_answerable]
    negative = [logit for logit, is_answerable in logits if not is_answerable]
    return coverage_at(positive, negative, FALSE_ANSWER_RATE), auroc(positive, negative)


def fitted(examples: list[Example]) -> NDArray[np.float64]:
    """The weights of a ridge logistic regression by Newton's method (Hastie, Tibshirani and Friedman 2009, 4.4).

    Shape (1 + n_features,), the bias first. Questions that are answered and those that are not count alike in all.
    """
    rows = matrix(examples)
    answers = np.array([one.is_answerable for one in examples], dtype=np.float64)
    shares = np.where(answers == 1, 0.5 / answers.mean(), 0.5 / (1 - answers.mean()))
    penalty = RIDGE * np.eye(rows.shape[1])
    penalty[0, 0] = 0.0
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        forecast = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (shares * (answers - forecast)) - penalty @ weights
        hessian = (rows * (shares * forecast * (1 - forecast))[:, None]).T @ rows + penalty
        weights = weights + np.linalg.solve(hessian, gradient)
    return weights


def matrix(examples: list[Example]) -> NDArray[np.float64]:
    """Shape (n, 1 + n_features), float64: a column of ones, then the features."""
    return np.array([(1.0, *one.features) for one in examples])


def rounded(weights: NDArray[np.float64], examples: list[Example]) -> dict[str, float]:
    """The weights by name, shifted so that one in ten of the unanswerable questions has a support of one half."""
    unanswerable = matrix([one for one in examples if not one.is_answerable]) @ weights
    shift = float(np.quantile(unanswerable, 1 - FALSE_ANSWER_RATE))
    names = ("bias", *NAMES)
    return {
        name: round(float(value) - (shift if name == "bias" else 0), 2)
        for name, value in zip(names, weights, strict=True)
    }
