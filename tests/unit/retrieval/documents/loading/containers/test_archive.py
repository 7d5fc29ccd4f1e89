"""Archives are looked at before anything is unpacked, and what is unpacked is counted."""

from __future__ import annotations

import io
import zipfile

import pytest

from retrieval.documents.loading.blocks.blocks import ConversionError
from retrieval.documents.loading.containers.archive import Archive
from retrieval.documents.skipped import Limits, SkipReason

MEBIBYTE = 1024**2


def archive_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def reason_of(data: bytes, limits: Limits | None = None) -> SkipReason:
    with pytest.raises(ConversionError) as caught:
        Archive(data, limits or Limits())
    return caught.value.reason


def with_declared_sizes(data: bytes, before: int, after: int) -> bytes:
    """The same archive, which says that a member of one size has another one."""
    return data.replace(before.to_bytes(4, "little"), after.to_bytes(4, "little"))


def test_members_are_read_whole() -> None:
    archive = Archive(archive_of({"a.xml": b"<a/>", "b/c.xml": b"<c/>"}), Limits())
    assert archive.names == {"a.xml", "b/c.xml"}
    assert archive.read("b/c.xml") == b"<c/>"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive_of({f"{number}.xml": bytes(40 * MEBIBYTE) for number in range(3)})
    assert len(bomb) < MEBIBYTE
    assert reason_of(bomb) == SkipReason.EXPANDS_TOO_MUCH


def test_the_members_of_an_archive_count_together() -> None:
    data = archive_of({f"{number}.xml": bytes(600_000) for number in range(2)})
    assert reason_of(data, Limits(maximum_expanded_bytes=MEBIBYTE)) == SkipReason.EXPANDS_TOO_MUCH
    archive = Archive(data, Limits(maximum_expanded_bytes=2 * MEBIBYTE))
    archive.read("0.xml")
    archive.read("0.xml")
    archive.read("0.xml")
    with pytest.raises(ConversionError) as caught:
        archive.read("0.xml")
    assert caught.value.reason == SkipReason.EXPANDS_TOO_MUCH


def test_a_member_gives_no_more_than_it_declares() -> None:
    data = with_declared_sizes(archive_of({"a.xml": bytes(3 * MEBIBYTE)}), 3 * MEBIBYTE, 1000)
    with pytest.raises(ConversionError) as caught:
        Archive(data, Limits()).read("a.xml")
    assert caught.value.reason == SkipReason.DAMAGED


def test_more_members_than_any_document_has_are_refused() -> None:
    assert reason_of(archive_of({str(number): b"" for number in range(20_001)})) == SkipReason.EXPANDS_TOO_MUCH


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(archive_of({"a.xml": b"<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert reason_of(bytes(data)) == SkipReason.ENCRYPTED


@pytest.mark.parametrize("cut", [4, 30, 80, -1])
def test_a_damaged_archive_is_refused(cut: int) -> None:
    assert reason_of(archive_of({"a.xml": b"<a/>" * 50})[:cut]) == SkipReason.DAMAGED


def test_a_missing_member_is_damage() -> None:
    with pytest.raises(ConversionError) as caught:
        Archive(archive_of({"a.xml": b""}), Limits()).read("b.xml")
    assert caught.value.reason == SkipReason.DAMAGED
