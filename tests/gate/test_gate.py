"""Answers are as good as when somebody last accepted them, and change only when somebody means it."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.calibration.metrics import Floats, paired_bootstrap_interval
from tests.gate.baseline import changes, read_baseline
from tests.gate.outcomes import Outcome, ask_all, figures_of
from tests.gate.questions import SETS, documents_of, folded, questions_of

Outcomes = dict[str, dict[str, Outcome]]
FIGURES = ("right", "not_wrong", "not_wrongly_declined", "reciprocal_rank", "calibrated")


def gain(rows: Floats) -> float:
    return float((rows[:, 1] - rows[:, 0]).mean())


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return {name: ask_all(name) for name in SETS}


@pytest.mark.parametrize("figure", FIGURES)
def test_nothing_is_lost_beyond_chance(outcomes: Outcomes, figure: str) -> None:
    baseline = read_baseline()
    before = np.concatenate([figures_of(name, baseline[name])[figure] for name in SETS])
    after = np.concatenate([figures_of(name, outcomes[name])[figure] for name in SETS])
    interval = paired_bootstrap_interval(gain, np.stack((before, after), axis=1))
    assert interval is not None
    assert interval[1] >= 0, f"{figure} fell from {before.mean():.3f} to {after.mean():.3f} (95 % interval {interval})"


@pytest.mark.parametrize("name", SETS)
def test_no_answer_changes_unnoticed(outcomes: Outcomes, name: str) -> None:
    changed = changes(read_baseline()[name], outcomes[name])
    assert not changed, "look at these, then `make baseline` accepts them:\n" + "\n".join(changed)


@pytest.mark.parametrize("name", SETS)
def test_the_needles_stand_in_their_documents(name: str) -> None:
    for question in questions_of(name):
        text = folded((documents_of(name) / question.document).read_text(encoding="utf-8"))
        assert all(folded(needle) in text for needle in question.needles), question


@pytest.mark.parametrize("name", SETS)
def test_a_third_has_no_answer_and_a_third_is_asked_in_other_words(name: str) -> None:
    wordings = [question.wording for question in questions_of(name)]
    assert [wordings.count(wording) for wording in ("shared", "different", "none")] == [50, 50, 50]
