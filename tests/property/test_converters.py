"""Whatever happened to a file, its converter gives blocks or a reason, and nothing else."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.documents.loading.blocks.blocks import ConversionError, Extracted, document_text
from retrieval.documents.skipped import Limits
from tests.documents.office import with_parts
from tests.documents.samples import SAMPLES

PIECES = [
    b"",
    b"\x00",
    b"\xff",
    b"<",
    b">",
    b"&",
    b'"',
    b"/>",
    b"{",
    b"}",
    b"\\u-1 ",
    b"9" * 12,
    b"-1",
    b"\xf0\x9f\x98\x80",
]
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.one_of(st.sampled_from(PIECES), st.binary(max_size=6))
    ),
    min_size=1,
    max_size=6,
)
Edits = list[tuple[float, int, bytes]]
PACKED = [name for name, (_, data) in SAMPLES.items() if data.startswith(b"PK")]


def edited(data: bytes, edits: Edits) -> bytes:
    """Each edit takes some bytes out at a place and puts others in."""
    for place, removed, added in edits:
        start = int(place * len(data))
        data = data[:start] + added + data[start + removed :]
    return data


def repacked(data: bytes, member: float, edits: Edits) -> bytes:
    """The archive with one of its files edited."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        name = file.namelist()[int(member * len(file.namelist()))]
        return with_parts(data, {name: edited(file.read(name), edits)})


def check(name: str, data: bytes) -> None:
    with suppress(ConversionError):
        converted = SAMPLES[name][0](data, Limits(maximum_expanded_bytes=2_000_000))
        assert isinstance(converted, Extracted)
        text = document_text(converted.blocks, converted.pages).text
        text.encode()
        assert "\n\n\n" not in text


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_gives_a_document(name: str) -> None:
    converter, data = SAMPLES[name]
    assert len(converter(data, Limits()).blocks) > 1


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=40)
@given(EDITS)
def test_an_edited_file_gives_blocks_or_a_reason(name: str, edits: Edits) -> None:
    check(name, edited(SAMPLES[name][1], edits))


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=15)
@given(st.floats(0, 1))
def test_a_file_cut_off_gives_blocks_or_a_reason(name: str, share: float) -> None:
    data = SAMPLES[name][1]
    check(name, data[: int(share * len(data))])


@pytest.mark.parametrize("name", PACKED)
@settings(max_examples=60)
@given(st.floats(0, 1, exclude_max=True), EDITS)
def test_an_archive_with_an_edited_file_gives_blocks_or_a_reason(name: str, member: float, edits: Edits) -> None:
    check(name, repacked(SAMPLES[name][1], member, edits))


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=10)
@given(st.binary(max_size=200))
def test_any_bytes_give_blocks_or_a_reason(name: str, data: bytes) -> None:
    check(name, data)
