"""How the questions of a set go: asked of a fresh index, judged by their needles."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from retrieval import Answer, Engine, Explanation, Snapshot
from tests.gate.questions import GateQuestion, documents_of, questions_of

Verdict = Literal["right", "wrong", "false_answer", "declined", "wrongly_declined"]
RANKED = 20
"""How deep the right paragraph is looked for."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a question went.

    ``wrong`` is an answer that does not hold the needle, ``false_answer`` one to a question that has none; ``rank`` is
    that of the first paragraph with the needle, 0 where it is not among the first 20; ``shown`` are the quotes, as
    document and span.
    """

    verdict: Verdict
    rank: int
    support: float
    shown: tuple[str, ...]


def ask_all(name: str) -> dict[str, Outcome]:
    """Index the documents of a set and ask its questions; by the id of the question."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Engine.open(documents_of(name), Path(folder) / "index").snapshot
        return {question.id: outcome_of(question, snapshot) for question in questions_of(name)}


def outcome_of(question: GateQuestion, snapshot: Snapshot) -> Outcome:
    """Ask one question."""
    explanation = snapshot.explain(question.question, top_k=RANKED)
    reply = explanation.reply
    citations = reply.citations if isinstance(reply, Answer) else ()
    shown = tuple(f"{c.document_id}:{c.span.start}-{c.span.end}" for c in citations)
    quoted = any(question.is_answered_in(citation.quote) for citation in citations)
    verdict = _verdict(question, answered=bool(citations), quoted=quoted)
    return Outcome(verdict, _rank(question, explanation, snapshot), explanation.support, shown)


def figures_of(name: str, outcomes: dict[str, Outcome]) -> dict[str, NDArray[np.float64]]:
    """One value a question for each figure that must not fall; a loss is a lower value.

    ``right`` and ``not_wrong`` are 1 or 0; ``not_wrongly_declined`` and ``reciprocal_rank`` are of the answerable
    questions alone; ``calibrated`` is 1 minus the Brier score of the support (Brier 1950) as a forecast of whether the
    first quotes would have been right.
    """
    questions = questions_of(name)
    verdicts = [outcomes[question.id].verdict for question in questions]
    answerable = [outcomes[question.id] for question in questions if question.needles]
    forecast = [(outcomes[q.id].support, bool(q.needles) and outcomes[q.id].rank == 1) for q in questions]
    return {
        "right": _values(verdict in ("right", "declined") for verdict in verdicts),
        "not_wrong": _values(verdict not in ("wrong", "false_answer") for verdict in verdicts),
        "not_wrongly_declined": _values(outcome.verdict != "wrongly_declined" for outcome in answerable),
        "reciprocal_rank": _values(1 / outcome.rank if outcome.rank else 0.0 for outcome in answerable),
        "calibrated": _values(1 - (support - right) ** 2 for support, right in forecast),
    }


def _values(values: Iterable[float]) -> NDArray[np.float64]:
    return np.array(list(values), dtype=np.float64)


def _verdict(question: GateQuestion, *, answered: bool, quoted: bool) -> Verdict:
    if not question.needles:
        return "false_answer" if answered else "declined"
    if not answered:
        return "wrongly_declined"
    return "right" if quoted else "wrong"


def _rank(question: GateQuestion, explanation: Explanation, snapshot: Snapshot) -> int:
    for hit in explanation.reading[:RANKED]:
        if hit.passage.document_id == question.document and question.is_answered_in(snapshot.nearest(hit).text):
            return hit.rank
    return 0
