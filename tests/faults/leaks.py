"""Memory and open files of one process that answers and publishes for a long time."""

from __future__ import annotations

import os
from pathlib import Path

from retrieval import Engine
from tests.e2e.conftest import Place
from tests.faults.oracle import NEW, OLD, QUESTIONS, prepare, put_documents
from tests.faults.outcome import Outcome

QUESTIONS_ASKED, PUBLISHES = 10_000, 500
MOST_DRIFT = 0.05
_WARM_SHARE = 0.2


def long_service(folder: Path, questions: int = QUESTIONS_ASKED, publishes: int = PUBLISHES) -> Outcome:
    """Questions and refreshes in turn; after a time to warm up neither memory nor open files grow."""
    place = Place(folder)
    prepare(place)
    engine = Engine.open(place.seeds, folder / ".beleg")
    resident, files = [], []
    asked = 0
    for number in range(publishes):
        put_documents(place.seeds, (OLD, NEW)[number % 2])
        engine.refresh()
        while asked < questions * (number + 1) // publishes:
            engine.ask(QUESTIONS[asked % len(QUESTIONS)])
            asked += 1
        resident.append(_resident_bytes())
        files.append(len(os.listdir("/proc/self/fd")))  # noqa: PTH208  # what is counted here are names
    warm = round(publishes * _WARM_SHARE)
    drift = _middle(resident[-warm:]) / _middle(resident[warm : 2 * warm]) - 1
    failures = []
    if drift > MOST_DRIFT:
        failures.append(f"resident memory grew by {drift:.1%}")
    if files[-1] > files[warm]:
        failures.append(f"{files[warm]} open files became {files[-1]}")
    notes = f"memory {drift:+.1%} of {resident[-1] / 1024**2:.0f} MiB, open files {files[warm]} then {files[-1]}"
    return Outcome(questions + publishes, tuple(failures), notes)


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _middle(values: list[int]) -> int:
    return sorted(values)[len(values) // 2]
