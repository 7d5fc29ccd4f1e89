"""What holds for the sentences and headings of every document, since quotes are made of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents.markdown import markdown_structure
from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.records import Document
from retrieval.text.sentences import MAXIMUM_SENTENCE_CHARACTERS, split_sentences
from tests.property.strategies import documents, texts


@given(documents)
def test_a_sentence_stands_in_its_paragraph_and_is_short_enough_to_read(document: Document) -> None:
    for paragraph in split_paragraphs(document):
        text = paragraph.span.slice(document.text)
        for span in split_sentences(text, paragraph.span.start):
            quote = span.slice(document.text)
            assert paragraph.span.contains(span)
            assert quote == quote.strip()
            assert 0 < len(quote) <= MAXIMUM_SENTENCE_CHARACTERS


@given(texts, st.integers(0, 10_000))
def test_where_a_paragraph_stands_does_not_change_its_sentences(text: str, offset: int) -> None:
    assert split_sentences(text, offset) == tuple(span.shifted(offset) for span in split_sentences(text))


@given(st.characters(), st.integers(1, 3), st.integers(1_000, 3_000))
def test_a_character_that_is_repeated_loses_nothing(character: str, blanks: int, count: int) -> None:
    text = f"{character * count}{' ' * blanks}Ende."
    kept = "".join(span.slice(text) for span in split_sentences(text))
    assert "".join(kept.split()) == "".join(text.split())


@given(documents)
def test_no_heading_of_markdown_stands_inside_a_paragraph(document: Document) -> None:
    if document.media_type != "text/markdown":
        return
    starts = [0]
    for line in document.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for heading in markdown_structure(document.text).headings:
        first, end = starts[heading.first_line], starts[heading.end_line]
        for paragraph in split_paragraphs(document):
            assert paragraph.span.end <= first or end <= paragraph.span.start
