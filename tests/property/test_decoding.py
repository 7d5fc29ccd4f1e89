"""Whatever the bytes, decoding gives text or a reason."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents.loading.containers.decoding import UndecodableError, decode


@given(st.binary(max_size=600))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    text = ""
    with suppress(UndecodableError):
        text = decode(data)
    assert "\r" not in text
    assert "\0" not in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
