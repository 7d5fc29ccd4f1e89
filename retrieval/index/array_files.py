"""Named arrays as one run of bytes: a line that says what follows, then the plain numbers.

Nothing is copied when they are read, and nothing can be unpickled. Knows numpy, no file and no meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Buffer: TypeAlias = bytes | memoryview

_ALIGNMENT = 64
_KINDS = frozenset({"|u1", "<u2", "<i4", "<i8", "<f4"})


def pack_arrays(arrays: Mapping[str, NDArray[Any]]) -> Iterator[Buffer]:
    """The arrays as bytes, in pieces; those of the arrays themselves are not copied.

    Parameters
    ----------
    arrays
        By name; little-endian whole numbers or float32.

    Yields
    ------
    Buffer
        To be written one behind the other.

    Raises
    ------
    ValueError
        If an array holds something else.
    """
    described = []
    for name, array in arrays.items():
        if array.dtype.str not in _KINDS:
            raise ValueError(f"{name!r} is of type {array.dtype.str}, which is not stored")
        described.append([name, array.dtype.str, array.shape])
    header = json.dumps(described).encode()
    # With its line end the header is as long as the alignment asks, so numbers begin where a processor likes it.
    yield header + b" " * (-(len(header) + 1) % _ALIGNMENT) + b"\n"
    for array in arrays.values():
        yield np.ascontiguousarray(array).data.cast("B") if array.size else b""
        yield b"\0" * (-array.nbytes % _ALIGNMENT)


def unpack_arrays(data: Buffer) -> dict[str, NDArray[Any]]:
    """The arrays that ``pack_arrays`` wrote, as views of the bytes.

    Parameters
    ----------
    data
        All of its pieces together.

    Returns
    -------
    dict[str, NDArray[Any]]
        By name; they cannot be written to.

    Raises
    ------
    ValueError
        If the bytes are something else.
    """
    view = memoryview(data)
    end = bytes(view[: 1 << 16]).find(b"\n")
    arrays: dict[str, NDArray[Any]] = {}
    start = end + 1
    try:
        for name, kind, shape in json.loads(bytes(view[:start])):
            if kind not in _KINDS:
                raise ValueError(f"{name!r} is of type {kind}, which is not stored")
            count = int(np.prod(shape, dtype=np.int64))
            arrays[name] = np.frombuffer(view, dtype=kind, count=count, offset=start).reshape(shape)
            start += arrays[name].nbytes + -arrays[name].nbytes % _ALIGNMENT
    except (TypeError, UnicodeDecodeError) as error:
        raise ValueError(f"not packed arrays: {error}") from error
    return arrays


def pack_strings(strings: Sequence[str]) -> NDArray[np.uint8]:
    """Strings without line ends, one a line, as UTF-8 bytes in an array of shape (n_bytes,), uint8."""
    return np.frombuffer("\n".join(strings).encode(), dtype=np.uint8)


def unpack_strings(packed: NDArray[np.uint8]) -> list[str]:
    """The strings that ``pack_strings`` joined; one that is empty and alone is taken for none."""
    return packed.tobytes().decode().split("\n") if len(packed) else []


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of all ranges behind each other.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()), dtype=np.int64)
