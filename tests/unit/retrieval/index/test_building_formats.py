"""A build over files of many kinds: what can be read is indexed, what cannot be is named, and neither is done twice."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval.documents.skipped import Limits, SkipReason
from retrieval.index.building import build_index
from retrieval.index.encoder import StaticEncoder
from retrieval.index.index import Index
from retrieval.index.manifest import IndexConfig
from retrieval.index.store import Store
from tests.documents.german import german_text
from tests.documents.pdf import Pdf, Set, Style, typeset

BYLAW = typeset(
    [
        Set("Satzung", 18),
        Set("Der Rat tagt am Montag.", above=9),
        *(Set(german_text(n, 20), above=9) for n in range(9)),
    ],
    Style(),
)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    scan = Pdf()
    scan.image()
    files = {
        "a.txt": b"Ein Absatz.",
        "b.pdf": BYLAW,
        "c.pdf": BYLAW[:400],
        "d.pdf": Pdf(encrypted=True).to_bytes(),
        "e.pdf": scan.to_bytes(),
        "f.pdf": b"PK\x03\x04",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def build(
    seeds: Path, encoder: StaticEncoder, config: IndexConfig | None = None, previous: Index | None = None
) -> Index:
    return build_index(seeds, config or IndexConfig(), encoder, previous)[0]


def skipped(index: Index) -> dict[str, SkipReason]:
    return {file.document_id: file.reason for file in index.manifest.skipped}


def test_files_that_cannot_be_read_are_named_and_the_others_are_indexed(
    seeds: Path, tiny_encoder: StaticEncoder
) -> None:
    index = build(seeds, tiny_encoder)
    assert [document.id for document in index.documents] == ["a.txt", "b.pdf"]
    assert skipped(index) == {
        "c.pdf": SkipReason.DAMAGED,
        "d.pdf": SkipReason.ENCRYPTED,
        "e.pdf": SkipReason.NO_TEXT_LAYER,
        "f.pdf": SkipReason.WRONG_CONTENT,
    }


def test_pages_and_headings_are_there_when_the_index_is_read_again(
    seeds: Path, tiny_encoder: StaticEncoder, tmp_path: Path
) -> None:
    store = Store(tmp_path / "index")
    index = build(seeds, tiny_encoder)
    store.write(index)
    again = store.load()
    assert again.documents == index.documents
    assert again.paragraph("b.pdf", 1).headings == ("Satzung",)
    assert again.paragraph("b.pdf", 1).page == 1
    assert again.paragraphs_of("b.pdf")[-1].page == 4


def test_a_file_that_did_not_change_is_not_converted_again_even_if_it_was_skipped(
    seeds: Path, tiny_encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = build(seeds, tiny_encoder)
    started: list[Sequence[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: started.append(command))
    (seeds / "a.txt").write_text("Ein anderer Absatz.")
    again = build(seeds, tiny_encoder, previous=index)
    assert started == []
    assert skipped(again) == skipped(index)
    assert again.documents[1] == index.documents[1]


def test_a_build_on_another_one_gives_what_a_build_from_nothing_gives(seeds: Path, tiny_encoder: StaticEncoder) -> None:
    before = build(seeds, tiny_encoder)
    (seeds / "e.pdf").write_bytes(BYLAW)
    (seeds / "b.pdf").write_bytes(BYLAW[:400])
    after, fresh = build(seeds, tiny_encoder, previous=before), build(seeds, tiny_encoder)
    assert after.documents == fresh.documents
    assert after.manifest == fresh.manifest


def test_the_limits_of_the_configuration_hold(seeds: Path, tiny_encoder: StaticEncoder) -> None:
    index = build(seeds, tiny_encoder, IndexConfig(limits=Limits(maximum_pages=1)))
    assert skipped(index)["b.pdf"] == SkipReason.TOO_MANY_PAGES
