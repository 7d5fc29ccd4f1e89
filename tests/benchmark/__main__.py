"""Runs the benchmarks named on the command line, or all of them."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

NAMES = ("article", "xquad", "speed", "latency", "following", "model", "telegram")
ON_REQUEST = ("fit", "mutations")
"""Run only when they are named: one writes the weights, the other takes a quarter of an hour."""
RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str]) -> int:
    unknown = [name for name in arguments if name not in (*NAMES, *ON_REQUEST)]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join((*NAMES, *ON_REQUEST))}", file=sys.stderr)
        return 2
    for name in arguments or NAMES:
        print(f"\n== {name}")
        figures = importlib.import_module(f"tests.benchmark.{name}").measure()
        if figures is None:
            continue
        for label, value in figures.items():
            print(f"{label:<58}{value}")
        record = {"date": datetime.now(UTC).date().isoformat(), "machine": machine(), "figures": figures}
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
