"""What an index was made from, and when it must be made anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.documents.skipped import Limits, SkippedFile, SkipReason
from retrieval.index.manifest import FORMAT_VERSION, Counts, FileRecord, FormatError, IndexConfig, IndexManifest, diff
from retrieval.index.records import Changes

MANIFEST = IndexManifest(
    config_fingerprint="c",
    encoder_fingerprint="e",
    dimension=16,
    documents={"a.txt": "1", "ü/b.md": "2"},
    skipped=(SkippedFile("c.pdf", SkipReason.FORMAT, ".pdf", "3"), SkippedFile("link", SkipReason.LINK)),
    counts=Counts(2, 5, 7),
    files={"texts": FileRecord(10, "f")},
)


def test_json_gives_the_manifest_back() -> None:
    assert IndexManifest.from_json(MANIFEST.to_json()) == MANIFEST


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", f'{{"format_version": {FORMAT_VERSION}}}'])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a manifest|Expecting value"):
        IndexManifest.from_json(text)


def test_another_format_version_is_refused() -> None:
    with pytest.raises(FormatError, match="format 99"):
        IndexManifest.from_json(replace(MANIFEST, format_version=99).to_json())


def test_the_reason_for_skipping_a_file_is_stored_by_name() -> None:
    assert {reason.value for reason in SkipReason} == {name.lower() for name in SkipReason.__members__}
    assert '"reason": "link"' in MANIFEST.to_json()


def test_a_manifest_with_the_sentences_of_format_4_is_of_another_version_and_not_damaged() -> None:
    text = replace(MANIFEST, format_version=4).to_json().replace('"link"', '"a link; links are not followed"')
    with pytest.raises(FormatError, match="format 4"):
        IndexManifest.from_json(text)


def test_skipped_files_count_as_seen() -> None:
    assert MANIFEST.seen() == {
        "a.txt": "1",
        "ü/b.md": "2",
        "c.pdf": "3",
        "link": "unread: link",
    }


@pytest.mark.parametrize(
    "other",
    [
        IndexConfig(embedding_model="m"),
        IndexConfig(query_prompt="q"),
        IndexConfig(passage_prompt="p"),
        IndexConfig(passage_characters=500),
        IndexConfig(limits=Limits(maximum_file_bytes=1)),
        IndexConfig(limits=Limits(maximum_pages=1)),
        IndexConfig(limits=Limits(maximum_expanded_bytes=1)),
        IndexConfig(limits=Limits(maximum_text_characters=1)),
    ],
)
def test_every_setting_of_the_index_changes_the_fingerprint(other: IndexConfig) -> None:
    assert other.fingerprint("e") != IndexConfig().fingerprint("e")


def test_limits_that_protect_the_machine_do_not_change_the_fingerprint() -> None:
    other = IndexConfig(limits=Limits(maximum_memory_bytes=1, maximum_seconds=1))
    assert other.fingerprint("e") == IndexConfig().fingerprint("e")


def test_another_encoder_changes_the_fingerprint() -> None:
    assert IndexConfig().fingerprint("e") != IndexConfig().fingerprint("f")
    assert IndexConfig().fingerprint("e") == IndexConfig().fingerprint("e")


def test_the_difference_names_what_was_added_changed_and_removed() -> None:
    assert diff({"a": "1", "b": "1", "c": "1"}, {"b": "2", "c": "1", "d": "1"}) == Changes(("d",), ("b",), ("a",))
    assert not diff({"a": "1"}, {"a": "1"})
    assert diff({}, {}, config_changed=True)
