"""The bundled model alone, against all-MiniLM-L6-v2, on XQuAD."""

from __future__ import annotations

from pathlib import Path

from retrieval.index.encoder import BUNDLED_MODEL
from retrieval.model.measure import measure as measure_model

SHARED = Path(__file__).parents[3] / "shared"


def measure() -> dict[str, str] | None:
    if not (SHARED / "eval" / "xquad-dev.json").exists():
        print("skipped: the evaluation data is not beside this folder")
        return None
    return {
        f"{model}: {task}": ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
        for model, tasks in measure_model(SHARED, BUNDLED_MODEL).items()
        if isinstance(tasks, dict)
        for task, figures in tasks.items()
        if isinstance(figures, dict)
    }
