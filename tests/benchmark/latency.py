"""How long a question takes on one core, with 120, 10,000 and 100,000 passages; and the build of each. Linux only."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from retrieval import Engine

ROOT = Path(__file__).parents[2]
SIZES = (120, 10_000, 100_000)
PARAGRAPHS_A_DOCUMENT = 500
WORDS_A_PARAGRAPH = 60
QUESTIONS = 60


def measure() -> dict[str, str]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return measure_on_this_core()
    finally:
        os.sched_setaffinity(0, cores)


def measure_on_this_core() -> dict[str, str]:
    chance = random.Random(0)
    words = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8").split()
    figures = {}
    smallest = 0.0
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            questions = write_corpus(Path(folder) / "seeds", size, words, chance)
            started = time.perf_counter()
            engine = Engine.open(Path(folder) / "seeds", Path(folder) / "index")
            build = time.perf_counter() - started
            started = time.perf_counter()
            engine = Engine.open(Path(folder) / "seeds", Path(folder) / "index")
            opened = time.perf_counter() - started
            times = [ask(engine, question) for question in questions]
        middle = 1_000 * statistics.median(times)
        smallest = smallest or middle
        figures[f"{size:,} passages: question p50, ms"] = f"{middle:.1f} ({middle / smallest:.1f} times the first)"
        figures[f"{size:,} passages: build / open, s"] = f"{build:.1f} / {opened:.1f}"
    return figures


def write_corpus(seeds: Path, passages: int, words: list[str], chance: random.Random) -> list[str]:
    """Paragraphs of the article's words in another order, each with words of its own; and questions about some."""
    seeds.mkdir()
    paragraphs = [
        " ".join([f"Kennwort{number}", *chance.choices(words, k=WORDS_A_PARAGRAPH)]) for number in range(passages)
    ]
    for start in range(0, passages, PARAGRAPHS_A_DOCUMENT):
        text = "\n\n".join(paragraphs[start : start + PARAGRAPHS_A_DOCUMENT])
        (seeds / f"{start:07}.txt").write_text(text, encoding="utf-8")
    asked = chance.sample(paragraphs, QUESTIONS)
    return [f"Was ist {' '.join(paragraph.split()[5:11])}?" for paragraph in asked]


def ask(engine: Engine, question: str) -> float:
    started = time.perf_counter()
    engine.snapshot.explain(question)
    return time.perf_counter() - started
