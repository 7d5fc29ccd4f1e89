"""Does the gate bite? Each number that answers depend on is halved, zeroed and negated, and the gate asked again.

A mutation is *killed by a loss* where a figure falls beyond chance, *killed by a change* where only single answers
change, and *survives* where no answer changes. Survivors are listed: such a number does nothing for these questions.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = (
    "answering/answerability.py",
    "answering/fusion.py",
    "answering/search.py",
    "answering/sentence_ranking.py",
    "answering/term_matching.py",
    "calibration/calibration.py",
    "index/lexical.py",
)
WEIGHTS = "weights.json"
WAYS = {"halved": lambda value: value / 2, "zeroed": lambda value: value * 0, "negated": lambda value: -value}
LIMITS = ("LONGEST", "MOST_", "_MOST", "_DIGITS", "MAXIMUM", "_SURE", "_STEEPEST", "VERSION", "_LOWEST")
"""Names of bounds on size and precision: they protect, they do not rank."""
WORKERS = int(os.environ.get("MUTATION_WORKERS", "2"))
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Mutation:
    """A number at a place of a file, and what it becomes."""

    file: str
    name: str
    way: str
    start: int
    end: int
    text: str

    def applied(self, source: bytes) -> bytes:
        """The file with the number exchanged."""
        return source[: self.start] + self.text.encode() + source[self.end :]


def mutations() -> list[Mutation]:
    """All mutations of all constants; those that change nothing (0 stays 0) are left out."""
    return [mutation for file in MODULES for mutation in _of_module(file)] + list(_of_weights())


def _of_module(file: str) -> Iterator[Mutation]:
    source = (ROOT / "retrieval" / file).read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            continue
        name = ast.unparse(target)
        if not name.isupper() or name.strip("_").startswith(LIMITS) or name.startswith(LIMITS):
            continue
        for number in _numbers(value):
            start = starts[number.lineno - 1] + number.col_offset
            end = starts[number.end_lineno - 1] + number.end_col_offset  # type: ignore[operator]
            yield from _ways(file, name, start, end, ast.literal_eval(number))


def _numbers(value: ast.expr) -> Iterator[ast.expr]:
    """The numbers of a constant: itself, or the arguments of the record it makes."""
    try:
        if type(ast.literal_eval(value)) in (int, float):
            yield value
            return
    except ValueError:
        pass
    if isinstance(value, ast.Call):
        for argument in value.args:
            yield from _numbers(argument)


def _of_weights() -> Iterator[Mutation]:
    path = ROOT / "retrieval" / WEIGHTS
    if not path.exists():
        return
    source = path.read_text(encoding="utf-8")
    for group, values in json.loads(source).items():
        if isinstance(values, dict):
            for name, value in values.items():
                if type(value) in (int, float):
                    at = source.index(f'"{name}": ', source.index(f'"{group}": ')) + len(f'"{name}": ')
                    start = len(source[:at].encode())
                    yield from _ways(WEIGHTS, f"{group}.{name}", start, start + len(json.dumps(value)), value)


def _ways(file: str, name: str, start: int, end: int, value: float) -> Iterator[Mutation]:
    seen = {value}
    for way, change in WAYS.items():
        new = change(value)
        new = int(new) if isinstance(value, int) and new == int(new) else new
        if new not in seen:
            seen.add(new)
            yield Mutation(file, name, way, start, end, f"({new})" if file.endswith(".py") else json.dumps(new))


def fate(mutation: Mutation) -> str:
    """Run the gate on a copy of the package with one number changed: loss, change, crash, survived."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(
            ROOT / "retrieval", Path(folder) / "retrieval", ignore=shutil.ignore_patterns("__pycache__", "weights")
        )
        (Path(folder) / "retrieval" / "model" / "weights").symlink_to(ROOT / "retrieval" / "model" / "weights")
        changed = Path(folder) / "retrieval" / mutation.file
        changed.write_bytes(mutation.applied(changed.read_bytes()))
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([folder, str(ROOT)]), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-P", "-m", "tests.benchmark.mutated_gate"]
        try:
            run = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return "crash"
    return run.stdout.strip() or "crash"


def measure() -> dict[str, object]:
    """Try all mutations; a crash, or no end in time, is counted apart: it proves nothing about the figures."""
    every = mutations()
    with ThreadPoolExecutor(WORKERS) as pool:
        fates = list(pool.map(_told, every))
    counts = Counter(fates)
    survivors = [f"{m.file} {m.name} {m.way}" for m, end in zip(every, fates, strict=True) if end == "survived"]
    return {
        "mutations": len(every),
        "killed_by_a_loss": counts["loss"],
        "killed_by_a_change": counts["change"],
        "killed_by_a_crash": counts["crash"],
        "survived": counts["survived"],
        "killed_share": round(1 - counts["survived"] / len(every), 3),
        "survivors": survivors,
    }


def _told(mutation: Mutation) -> str:
    end = fate(mutation)
    print(f"{end:8} {mutation.file} {mutation.name} {mutation.way}", flush=True)
    return end
