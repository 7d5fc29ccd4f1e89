"""The baseline: what became of each question when somebody last accepted it; written by ``make baseline``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.gate.outcomes import Outcome, ask_all
from tests.gate.questions import QUESTIONS, SETS

BASELINE = QUESTIONS / "baseline.json"
_DIGITS = 4
_TOLERANCE = 1e-3
"""Support may differ so much between processors."""


def read_baseline(path: Path = BASELINE) -> dict[str, dict[str, Outcome]]:
    """The outcomes of each set, by the id of the question."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return {name: {id_: _outcome(row) for id_, row in rows.items()} for name, rows in data.items()}


def write_baseline(outcomes: dict[str, dict[str, Outcome]], path: Path = BASELINE) -> None:
    """Accept outcomes: one line a question, so that a review sees what changed."""
    lines = []
    for name, rows in outcomes.items():
        of_set = [
            f'    {json.dumps(id_)}: {{"verdict": "{row.verdict}", "rank": {row.rank}, '
            f'"support": {round(row.support, _DIGITS)}, "shown": {json.dumps(row.shown)}}}'
            for id_, row in rows.items()
        ]
        lines.append(f'  "{name}": {{\n' + ",\n".join(of_set) + "\n  }")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def changes(before: dict[str, Outcome], after: dict[str, Outcome]) -> list[str]:
    """The questions that went another way, a line each."""
    return [
        f"{id_}: {_brief(before.get(id_))} -> {_brief(after.get(id_))}"
        for id_ in sorted(before.keys() | after.keys())
        if not _alike(before.get(id_), after.get(id_))
    ]


def _outcome(row: dict[str, Any]) -> Outcome:
    return Outcome(row["verdict"], row["rank"], row["support"], tuple(row["shown"]))


def _alike(one: Outcome | None, other: Outcome | None) -> bool:
    if one is None or other is None:
        return False
    alike = (one.verdict, one.rank, one.shown) == (other.verdict, other.rank, other.shown)
    return alike and abs(one.support - other.support) <= _TOLERANCE


def _brief(outcome: Outcome | None) -> str:
    return "absent" if outcome is None else f"{outcome.verdict} (rank {outcome.rank}, support {outcome.support:.3f})"


def main() -> None:
    """Ask all questions, say what became of them, and accept it as the baseline."""
    outcomes = {name: ask_all(name) for name in SETS}
    for name, rows in outcomes.items():
        counts = Counter(row.verdict for row in rows.values())
        print(f"{name}: " + ", ".join(f"{counts[verdict]} {verdict}" for verdict in sorted(counts)))
    write_baseline(outcomes)
    print(f"{BASELINE.name} is written; `git diff` shows what changed.")
