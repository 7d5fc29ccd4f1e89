"""Bytes to disk and back: written to stay, replaced at once, sealed with their own sha256.

The door to ``fsync``. Knows one file at a time and nothing of what is in it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

_SEAL_CHARACTERS = 66
"""A sha256 in hex with a line end before and behind."""


def write_durably(path: Path, pieces: Iterable[bytes | memoryview]) -> tuple[int, str]:
    """Write a file so that it is there after a power cut, once its folder is synced too; its size and sha256."""
    digest = hashlib.sha256()
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def replace_durably(path: Path, data: bytes) -> None:
    """Put a file in the place of another: whoever opens it finds the old one or the new one, also after a power cut."""
    following = path.with_name(f"{path.name}.new")
    write_durably(following, [data])
    following.replace(path)
    sync_directory(path.parent)


def replace_quickly(path: Path, data: bytes) -> None:
    """As ``replace_durably``, for what may be lost: several processes may do so at once."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sync_directory(path: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sealed(text: str) -> bytes:
    """A text with its own sha256 as last line."""
    return f"{text}\n{hashlib.sha256(text.encode()).hexdigest()}\n".encode()


def unsealed(data: bytes) -> str:
    """The text that ``sealed`` closed.

    Parameters
    ----------
    data
        What ``sealed`` gave.

    Returns
    -------
    str
        The same text.

    Raises
    ------
    ValueError
        If anything in it changed since.
    """
    text = data.decode()[:-_SEAL_CHARACTERS]
    if data != sealed(text):
        raise ValueError("its content is not what was written")
    return text
