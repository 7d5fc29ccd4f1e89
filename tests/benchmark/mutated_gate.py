"""Asks the gate once and prints what a mutation of the package led to: ``loss``, ``change`` or ``survived``."""

from __future__ import annotations

import numpy as np

from retrieval.calibration.metrics import paired_bootstrap_interval
from tests.gate.baseline import changes, read_baseline
from tests.gate.outcomes import ask_all, figures_of
from tests.gate.questions import SETS
from tests.gate.test_gate import FIGURES, gain


def main() -> None:
    baseline = read_baseline()
    outcomes = {name: ask_all(name) for name in SETS}
    if not any(changes(baseline[name], outcomes[name]) for name in SETS):
        print("survived")
        return
    for figure in FIGURES:
        before, after = (
            np.concatenate([figures_of(name, of[name])[figure] for name in SETS]) for of in (baseline, outcomes)
        )
        interval = paired_bootstrap_interval(gain, np.stack((before, after), axis=1))
        if interval is not None and interval[1] < 0:
            print("loss")
            return
    print("change")


if __name__ == "__main__":
    main()
