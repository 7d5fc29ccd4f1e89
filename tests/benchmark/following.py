"""How the index follows the documents: builds, one-file refreshes, memory, opening, time to an answer."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.watcher import SETTLE_SECONDS, Follower
from retrieval import Answer, Engine
from tests.benchmark.latency import write_corpus

ROOT = Path(__file__).parents[2]
DOCUMENTS = (100, 1_000, 10_000)
PARAGRAPHS_A_DOCUMENT = 3
WORDS_A_PARAGRAPH = 40
REFRESHES = 5
PASSAGES = (10_000, 100_000)
BUILT_MEANWHILE = 2_000
QUESTIONS_BEFORE = 200
ENDURANCE_REFRESHES = 500
ENDURANCE_QUESTIONS = 20


def measure() -> dict[str, str]:
    words = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8").split()
    figures: dict[str, str] = {}
    for count in DOCUMENTS:
        with tempfile.TemporaryDirectory() as folder:
            write_documents(Path(folder) / "seeds", count, words, random.Random(0))
            figures |= building(Path(folder), count)
            figures |= refreshing(Path(folder), count)
    with tempfile.TemporaryDirectory() as folder:
        write_documents(Path(folder) / "seeds", DOCUMENTS[1], words, random.Random(0))
        figures |= answering(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        write_documents(Path(folder) / "seeds", DOCUMENTS[0], words, random.Random(0))
        write_documents(Path(folder) / "more", BUILT_MEANWHILE, words, random.Random(1))
        figures |= asking_meanwhile(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        write_documents(Path(folder) / "seeds", DOCUMENTS[0], words, random.Random(0))
        figures |= enduring(Path(folder))
    for size in PASSAGES:
        with tempfile.TemporaryDirectory() as folder:
            write_corpus(Path(folder) / "seeds", size, words, random.Random(0))
            in_a_process(Path(folder))
            seconds, _ = in_a_process(Path(folder), "load")
            figures[f"{size:,} passages: loading the index, s"] = f"{seconds:.2f}"
    return figures


def write_documents(seeds: Path, count: int, words: list[str], chance: random.Random) -> None:
    """Short documents of the article's words in another order, each paragraph with a word of its own."""
    for number in range(count):
        paragraphs = [
            " ".join([f"Kennwort{number}x{place}", *chance.choices(words, k=WORDS_A_PARAGRAPH)])
            for place in range(PARAGRAPHS_A_DOCUMENT)
        ]
        path = seeds / f"{number % 100:02}" / f"{number:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(paragraphs), encoding="utf-8")


def building(folder: Path, count: int) -> dict[str, str]:
    seconds, megabytes = in_a_process(folder)
    return {
        f"{count:,} documents: first build, s": f"{seconds:.1f} ({count * PARAGRAPHS_A_DOCUMENT:,} passages embedded)",
        f"{count:,} documents: peak memory of the build, MB": f"{megabytes:.0f}",
    }


def refreshing(folder: Path, count: int) -> dict[str, str]:
    """Edit one paragraph of one document, again and again; then rename it."""
    engine = Engine.open(folder / "seeds", folder / "index")
    edited = folder / "seeds" / "50" / "00050.txt"
    seconds, embedded = [], set()
    # The first one also imports what only builds need.
    for number in range(REFRESHES + 1):
        edited.write_text(f"{edited.read_text(encoding='utf-8')}\n\nEin neuer Absatz {number}.", encoding="utf-8")
        seconds.append(timed(engine.refresh))
        embedded.add(engine.last_build.embedded if engine.last_build else 0)
    edited.rename(edited.with_name("umbenannt.txt"))
    rename = timed(engine.refresh)
    renamed = engine.last_build.embedded if engine.last_build else 0
    assert embedded == {1}
    return {
        f"{count:,} documents: one file changed, s": f"{min(seconds[1:]):.2f} (1 passage embedded)",
        f"{count:,} documents: one file renamed, s": f"{rename:.2f} ({renamed} passages embedded)",
    }


def answering(folder: Path) -> dict[str, str]:
    """From the moment a file is saved to the first answer that quotes it."""
    engine = Engine.open(folder / "seeds", folder / "index", settle_seconds=SETTLE_SECONDS)
    with Follower(engine, folder / "seeds"):
        time.sleep(2)
        (folder / "seeds" / "haus.txt").write_text("Das Haus am Markt wurde im Jahr 1904 von Anna Weber gebaut.")
        started = time.perf_counter()
        while not answers(engine, "Wann wurde das Haus am Markt gebaut?", "1904"):
            time.sleep(0.01)
        seconds = time.perf_counter() - started
    return {
        "from saving a file to the first answer from it, s": f"{seconds:.1f} (of which {SETTLE_SECONDS:.0f} waiting)"
    }


def answers(engine: Engine, question: str, expected: str) -> bool:
    reply = engine.ask(question)
    return isinstance(reply, Answer) and expected in reply.text


def asking_meanwhile(folder: Path) -> dict[str, str]:
    """Questions, one every few milliseconds, before a build and during it."""
    engine = Engine.open(folder / "seeds", folder / "index")
    idle = [asked(engine, number) for number in range(QUESTIONS_BEFORE)]
    (folder / "more").rename(folder / "seeds" / "more")
    built: list[object] = []
    busy: list[float] = []
    with Follower(engine, folder / "seeds", "polling", built.append):
        while not built:
            busy.append(asked(engine, len(busy)))
    label = f"questions while {BUILT_MEANWHILE:,} documents are built, p50 / p95, ms"
    before, during = (f"{percentile(times, 50):.0f} / {percentile(times, 95):.0f}" for times in (idle, busy))
    return {label: f"{during} (before: {before})"}


def asked(engine: Engine, number: int) -> float:
    time.sleep(0.01)
    return 1_000 * timed(lambda: engine.ask(f"Was ist Kennwort{number % 100}x1 beim Gipfel in Kasachstan?"))


def percentile(times: list[float], share: int) -> float:
    return sorted(times)[len(times) * share // 100]


def enduring(folder: Path) -> dict[str, str]:
    """What a long life costs: resident memory after a tenth of it and at its end."""
    engine = Engine.open(folder / "seeds", folder / "index")
    edited = folder / "seeds" / "50" / "00050.txt"
    sizes = []
    for number in range(ENDURANCE_REFRESHES):
        edited.write_text(f"Der Absatz wurde zum {number}. Mal geändert.", encoding="utf-8")
        engine.refresh()
        for place in range(ENDURANCE_QUESTIONS):
            engine.ask(f"Was ist Kennwort{number % 100}x{place}?")
        sizes.append((resident_megabytes(), len(list(Path("/proc/self/fd").iterdir()))))
    first, last = sizes[ENDURANCE_REFRESHES // 10], sizes[-1]
    label = f"{ENDURANCE_REFRESHES} refreshes, {ENDURANCE_REFRESHES * ENDURANCE_QUESTIONS:,} questions"
    return {
        f"{label}: memory, MB": f"{first[0]:.0f}, at the end {last[0]:.0f}",
        f"{label}: open files": f"{first[1]}, at the end {last[1]}",
    }


def resident_megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def in_a_process(folder: Path, what: str = "build") -> tuple[float, float]:
    """Seconds of a build or of loading the index, and peak memory in MB, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmark.following", what, str(folder)]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    seconds, megabytes = map(float, output.split())
    return seconds, megabytes


def main(what: str, folder: Path) -> None:
    from retrieval.index.store import Store

    actions: dict[str, Callable[[], object]] = {
        "build": lambda: Engine.open(folder / "seeds", folder / "index"),
        "load": Store(folder / "index").load,
    }
    seconds = timed(actions[what])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(seconds, peak / (1024**2 if sys.platform == "darwin" else 1024))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
