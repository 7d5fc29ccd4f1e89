"""What came of provoking one fault many times, and which means this machine has for it. Knows no fault."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """The number of points provoked, a sentence for each failure, and what else was measured."""

    points: int
    failures: tuple[str, ...] = ()
    notes: str = ""


class NotHereError(Exception):
    """This machine lacks what provoking the fault takes; the message says what."""


def need_root() -> None:
    """Raise where only root could go on."""
    if os.geteuid() != 0:
        raise NotHereError("needs root")


def need(*commands: str) -> None:
    """Raise where a command is not installed."""
    for command in commands:
        if shutil.which(command) is None:
            raise NotHereError(f"needs {command}")


@contextmanager
def mounted(target: Path, *arguments: str) -> Iterator[Path]:
    """Mount something on a folder, and take it away again."""
    need_root()
    need("mount", "umount")
    target.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(["mount", *arguments, str(target)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise NotHereError(f"cannot mount: {run.stderr.strip()}")
    try:
        yield target
    finally:
        subprocess.run(["umount", str(target)], check=True)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="beleg-faults-") as name:
        yield Path(name).resolve()


Row = Callable[[Path], Outcome]
"""Provokes one fault in an empty folder."""
