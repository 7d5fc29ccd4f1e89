"""Converters that do to their process what a hostile file could do."""

from __future__ import annotations

import os
import re
import signal
import sys
import time

from retrieval.documents.loading.blocks.blocks import Block, Extracted
from retrieval.documents.skipped import Limits


def echo(data: bytes, limits: Limits) -> Extracted:
    """Every line a block; a line that begins with # a heading."""
    lines = data.decode().split("\n")
    return Extracted(tuple(Block(line.lstrip("# "), int(line.startswith("#"))) for line in lines))


def process_id(data: bytes, limits: Limits) -> Extracted:
    return Extracted((Block(str(os.getpid())),))


def environment(data: bytes, limits: Limits) -> Extracted:
    return Extracted((Block(" ".join(os.environ)),))


def hang(data: bytes, limits: Limits) -> Extracted:
    time.sleep(600)
    return Extracted(())


def spin(data: bytes, limits: Limits) -> Extracted:
    """Holds the interpreter, so that no other thread of the process can run."""
    return Extracted((Block(str(re.match(r"(a+)+$", "a" * 64 + "b"))),))


def take_memory(data: bytes, limits: Limits) -> Extracted:
    return Extracted((Block(str(len(bytearray(20 * 1024**3)))),))


def abort(data: bytes, limits: Limits) -> Extracted:
    os.abort()


def leave(data: bytes, limits: Limits) -> Extracted:
    os._exit(0)


def be_killed(data: bytes, limits: Limits) -> Extracted:
    os.kill(os.getpid(), signal.SIGKILL)
    return Extracted(())


def raise_error(data: bytes, limits: Limits) -> Extracted:
    raise KeyError("a library met what it did not expect")


def recurse(data: bytes, limits: Limits) -> Extracted:
    return recurse(data, limits)


def print_much(data: bytes, limits: Limits) -> Extracted:
    print("a library talks", flush=True)
    os.write(1, b"and its C part as well\n" * 10_000)
    print("about errors", file=sys.stderr)
    return Extracted((Block("Text"),))


def write_much(data: bytes, limits: Limits) -> Extracted:
    return Extracted((Block("x" * (limits.maximum_text_characters + 1)),))


def write_file(data: bytes, limits: Limits) -> Extracted:
    with open(data.decode(), "w") as file:  # noqa: PTH123 - as a library would
        file.write("x" * 100_000)
    return Extracted((Block("written"),))


def answer_nonsense(data: bytes, limits: Limits) -> Extracted:
    """What a taken-over process could write."""
    os.write(3, data)
    time.sleep(600)
    return Extracted(())
