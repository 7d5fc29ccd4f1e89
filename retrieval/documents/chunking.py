"""Paragraphs to passages: a short paragraph is one passage, a long one several, cut between sentences.

The door to langchain-text-splitters. The splitter is set up to return every character, so spans follow from lengths
alone and are checked; nothing is searched for. Knows paragraphs, nothing of indexes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from retrieval.documents.records import Document, Paragraph, Passage
from retrieval.text.sentences import split_sentences
from retrieval.text.spans import Span


def chunk_paragraphs(
    document: Document, paragraphs: Sequence[Paragraph], maximum_characters: int
) -> tuple[Passage, ...]:
    """The passages of a document, in reading order.

    Parameters
    ----------
    document
        The document that the paragraphs were split from.
    paragraphs
        Its paragraphs, in order.
    maximum_characters
        The length in code points that no passage exceeds, at least 50.

    Returns
    -------
    tuple[Passage, ...]
        Passages stay inside a paragraph and together cover all of its visible characters.
    """
    return tuple(
        Passage(document.id, span, paragraph.number, paragraph.number, paragraph.headings)
        for paragraph in paragraphs
        for span in _pieces(document.text, paragraph.span, maximum_characters)
    )


def _pieces(text: str, span: Span, maximum_characters: int) -> Iterator[Span]:
    if len(span) <= maximum_characters:
        yield span
        return
    paragraph = span.slice(text)
    pieces = _splitter(maximum_characters)(paragraph)
    if "".join(pieces) != paragraph:
        raise AssertionError("the splitter changed the text, so spans cannot be carried")
    start = span.start
    for piece in pieces:
        visible = piece.strip()
        if visible:
            first = start + len(piece) - len(piece.lstrip())
            yield Span(first, first + len(visible))
        start += len(piece)


@functools.cache
def _splitter(maximum_characters: int) -> Callable[[str], list[str]]:
    """A splitter at sentences first, and inside a sentence that is too long at lines, clauses and blanks."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

    inside_sentence = RecursiveCharacterTextSplitter(
        separators=["\n", "; ", ", ", " ", ""],
        chunk_size=maximum_characters,
        chunk_overlap=0,
        keep_separator="end",
        strip_whitespace=False,
    )

    class SentenceSplitter(TextSplitter):
        """Joins whole sentences up to the chunk size."""

        def split_text(self, text: str) -> list[str]:
            """Pieces of ``text`` that give it back when joined."""
            starts = [span.start for span in split_sentences(text)]
            edges = [0, *starts[1:], len(text)]
            sentences = [text[start:end] for start, end in pairwise(edges)]
            short = [piece for sentence in sentences for piece in _at_most(sentence)]
            return self._merge_splits(short, "")

    def _at_most(sentence: str) -> list[str]:
        return [sentence] if len(sentence) <= maximum_characters else inside_sentence.split_text(sentence)

    return SentenceSplitter(chunk_size=maximum_characters, chunk_overlap=0, strip_whitespace=False).split_text
