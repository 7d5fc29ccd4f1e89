"""The two sets of questions: one to tune on, one that nobody tunes on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = Path(__file__).parents[1] / "questions"
SETS = ("tuning", "held_out")


@dataclass(frozen=True, slots=True)
class GateQuestion:
    """A question as a person types it; ``needles`` prove the answer, literal but for white space, each on its own.

    Without needles the documents do not answer it, although ``document`` speaks of its topic. ``wording`` says whether
    it shares a content word with the paragraph that answers: ``shared``, ``different`` or, without an answer, ``none``.
    """

    id: str
    question: str
    document: str
    needles: tuple[str, ...]
    kind: str
    wording: str
    language: str

    def is_answered_in(self, text: str) -> bool:
        """Whether one of the needles stands in a text."""
        return any(folded(needle) in folded(text) for needle in self.needles)


def documents_of(name: str) -> Path:
    """The folder of documents that a set asks."""
    return QUESTIONS / name / "documents"


def questions_of(name: str) -> list[GateQuestion]:
    """The questions of a set, in the order of its file."""
    lines = (QUESTIONS / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [GateQuestion(**{**row, "needles": tuple(row["needles"])}) for row in map(json.loads, lines)]


def folded(text: str) -> str:
    """A text with every run of white space as one space."""
    return " ".join(text.split())
