"""What holds for every document that is made of blocks, and for every file that somebody calls one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.documents.loading import Loader, SeedFile
from retrieval.documents.loading.blocks.blocks import Block, document_text, normalised
from retrieval.documents.loading.formats import FORMATS
from retrieval.documents.loading.pdf.line_joining import join_lines
from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.records import Document
from retrieval.documents.skipped import DocumentError
from tests.property.strategies import texts

blocks = st.lists(st.builds(Block, texts, st.integers(0, 6), st.none()), max_size=12)
paged = st.lists(st.builds(Block, texts, st.integers(0, 6), st.integers(1, 9)), max_size=12).map(
    lambda found: sorted(found, key=lambda block: block.page or 0)
)
BEGINNINGS = [
    b"",
    b"%PDF-1.4\n1 0 obj\n",
    b"PK\x03\x04",
    b"PK\x05\x06" + bytes(18),
    b"<html><p>",
    b"{\\rtf1 ",
    b"a;b\n",
]


def document_of(found: list[Block]) -> Document:
    content = document_text(found)
    return Document("a", "a", content.text, "", "application/pdf", "de", content.pages, content.headings)


@given(st.one_of(blocks, paged))
def test_every_block_that_is_no_heading_is_a_paragraph_to_the_letter(found: list[Block]) -> None:
    document = document_of(found)
    visible = [block for block in found if normalised(block.text)]
    paragraphs = split_paragraphs(document)
    assert [p.span.slice(document.text) for p in paragraphs] == [
        normalised(block.text) for block in visible if not block.level
    ]
    assert [heading.span.slice(document.text) for heading in document.headings] == [
        normalised(block.text).replace("\n", " ") for block in visible if block.level
    ]


@given(paged)
def test_every_paragraph_knows_the_page_it_begins_on(found: list[Block]) -> None:
    pages = [block.page for block in found if normalised(block.text) and not block.level]
    assert [paragraph.page for paragraph in split_paragraphs(document_of(found))] == pages


@given(texts)
def test_normalised_text_stays_as_it_is(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(texts.filter(str.strip), texts.filter(str.strip))
def test_joining_two_lines_loses_nothing_but_a_hyphen(before: str, after: str) -> None:
    before, after = " ".join(before.split()), " ".join(after.split())
    assert join_lines(before, after) in {before + after, f"{before} {after}", before[:-1] + after}
    if join_lines(before, after) == before[:-1] + after:
        assert before[-1] in "-\u2010\u2011\u00ad"


@pytest.fixture(scope="module")
def loader() -> Iterator[Loader]:
    with Loader() as opened:
        yield opened


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(FORMATS)), st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_any_bytes_are_a_document_or_an_error_of_ours(
    loader: Loader, suffix: str, beginning: bytes, data: bytes
) -> None:
    try:
        document = loader.load(SeedFile(f"a{suffix}", beginning + data, ""))
    except DocumentError:
        return
    assert document.text.strip()
    assert all(p.span.slice(document.text).strip() for p in split_paragraphs(document))
