"""Documents that change all the time, and a process that runs for long: nothing is mixed, nothing leaks."""

from __future__ import annotations

import hashlib
import os
import random
import sys
import threading
import time
from pathlib import Path

import pytest

from retrieval import Engine, IndexConfig
from retrieval.index.store import Store

QUESTIONS_A_REFRESH = 40
REFRESHES = 50
MOST_DRIFT = 0.05


def test_documents_that_change_during_builds_are_each_taken_whole_and_caught_up_with(
    tmp_path: Path, tiny_model: Path
) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number in range(30):
        (seeds / f"{number}.txt").write_text(f"Absatz {number}.\n\nUnd noch einer.")
    config = IndexConfig(embedding_model=str(tiny_model))
    engine = Engine.open(seeds, tmp_path / "index", config=config)
    stop = threading.Event()

    def keep_changing() -> None:
        chance = random.Random(1)
        while not stop.wait(0.01):
            path, other = seeds / f"{chance.randrange(40)}.txt", seeds / f"{chance.randrange(40)}.txt"
            kind = chance.randrange(3)
            if kind == 0 or not path.exists():
                path.write_text(f"Geändert zum {chance.random()}. Mal.\n\n" * chance.randint(1, 20))
            elif kind == 1 and path != other:
                path.rename(other)
            else:
                path.unlink()

    changing = threading.Thread(target=keep_changing)
    changing.start()
    try:
        for _ in range(15):
            engine.refresh()
            for document in engine.snapshot.index.documents:
                assert hashlib.sha256(document.text.encode()).hexdigest() == document.sha256
    finally:
        stop.set()
        changing.join()
    engine.refresh()
    Engine.open(seeds, tmp_path / "fresh", config=config)
    assert Store(tmp_path / "index").load().manifest == Store(tmp_path / "fresh").load().manifest


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_questions_and_refreshes_without_end_need_no_more_memory_and_files(tmp_path: Path, tiny_model: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number in range(5):
        (seeds / f"{number}.txt").write_text(f"Der Verein {number} sitzt in Bonn.")
    engine = Engine.open(seeds, tmp_path / "index", config=IndexConfig(embedding_model=str(tiny_model)))
    sizes: list[tuple[int, int]] = []
    for number in range(REFRESHES):
        (seeds / "1.txt").write_text(f"Der Verein hatte im Jahr {time.time_ns()} viele Mitglieder.")
        assert engine.refresh().changes.changed == ("1.txt",)
        for question in range(QUESTIONS_A_REFRESH):
            engine.ask(f"Wo sitzt der Verein {number} {question}?")
        sizes.append((resident_bytes(), len(list(Path("/proc/self/fd").iterdir()))))
    settled = sizes[REFRESHES // 3]
    assert sizes[-1][0] < settled[0] * (1 + MOST_DRIFT)
    assert sizes[-1][1] == settled[1]
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 1


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
