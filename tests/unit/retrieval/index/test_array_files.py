"""Arrays to bytes and back: nothing copied, nothing unpickled, nothing believed."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.index.array_files import pack_arrays, pack_strings, unpack_arrays, unpack_strings

ARRAYS = {
    "numbers": np.arange(7, dtype=np.int32).reshape(7, 1),
    "vectors": np.linspace(0, 1, 6, dtype=np.float32).reshape(2, 3),
    "none": np.zeros((0, 4), dtype=np.uint16),
    "words": pack_strings(["ein", "Wörtchen", ""]),
}


def test_arrays_come_back_as_they_were() -> None:
    again = unpack_arrays(b"".join(pack_arrays(ARRAYS)))
    assert again.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(again[name], array)
        assert (again[name].dtype, again[name].shape) == (array.dtype, array.shape)
    assert unpack_strings(again["words"]) == ["ein", "Wörtchen", ""]


def test_what_is_read_cannot_be_changed() -> None:
    again = unpack_arrays(b"".join(pack_arrays(ARRAYS)))
    with pytest.raises(ValueError, match="read-only"):
        again["numbers"][0] = 1


def test_only_plain_numbers_are_stored() -> None:
    with pytest.raises(ValueError, match="not stored"):
        list(pack_arrays({"objects": np.array([None, "x"], dtype=object)}))


@pytest.mark.parametrize(
    "data", [b"", b"something else", b"[1]\n", b'[["a", "|O", [1]]]\n12345678', b'[["a", "<i4", [99]]]\n1234']
)
def test_bytes_that_are_something_else_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        unpack_arrays(data)
