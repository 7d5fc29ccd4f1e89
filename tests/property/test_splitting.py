"""What holds for every document: paragraphs, passages and sentences lose nothing and invent nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents.chunking import chunk_paragraphs
from retrieval.documents.markdown import markdown_structure
from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.records import Document
from retrieval.text.sentences import split_sentences
from tests.property.strategies import documents, texts


def outside(text: str, spans: list[tuple[int, int]]) -> str:
    """What is left of a text without some stretches of it."""
    rest, position = [], 0
    for start, end in spans:
        rest.append(text[position:start])
        position = end
    return "".join([*rest, text[position:]])


@given(documents)
def test_outside_the_paragraphs_there_is_only_white_space_and_headings(document: Document) -> None:
    paragraphs = split_paragraphs(document)
    rest = outside(document.text, [(p.span.start, p.span.end) for p in paragraphs])
    glued = {heading for p in paragraphs for heading in p.headings}
    if document.media_type == "text/markdown":
        lines = document.text.split("\n")
        for heading in markdown_structure(document.text).headings:
            for line in lines[heading.first_line : heading.end_line]:
                rest = rest.replace(line, "", 1)
    for heading in sorted(glued, key=len, reverse=True):
        rest = rest.replace(heading, "")
    assert not rest.strip()


@given(documents)
def test_paragraphs_are_numbered_in_order_and_do_not_overlap(document: Document) -> None:
    paragraphs = split_paragraphs(document)
    assert [p.number for p in paragraphs] == list(range(1, len(paragraphs) + 1))
    edges = [edge for p in paragraphs for edge in (p.span.start, p.span.end)]
    assert edges == sorted(edges)
    for paragraph in paragraphs:
        text = paragraph.span.slice(document.text)
        assert text == text.strip()


@given(documents, st.integers(50, 400))
def test_passages_are_slices_that_cover_every_paragraph(document: Document, maximum_characters: int) -> None:
    paragraphs = split_paragraphs(document)
    passages = chunk_paragraphs(document, paragraphs, maximum_characters)
    assert len({passage.id for passage in passages}) == len(passages)
    for paragraph in paragraphs:
        inside = [p.span for p in passages if p.first_paragraph <= paragraph.number <= p.last_paragraph]
        assert all(paragraph.span.contains(span) and len(span) <= maximum_characters for span in inside)
        relative = [(s.start - paragraph.span.start, s.end - paragraph.span.start) for s in inside]
        assert not outside(paragraph.span.slice(document.text), relative).strip()


@given(texts, st.integers(0, 1_000))
def test_sentences_cover_every_visible_character_in_order(text: str, offset: int) -> None:
    spans = split_sentences(text, offset)
    assert not outside(text, [(s.start - offset, s.end - offset) for s in spans]).strip()
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)


@given(documents)
def test_splitting_twice_gives_the_same(document: Document) -> None:
    assert split_paragraphs(document) == split_paragraphs(document)
