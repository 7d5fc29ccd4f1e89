"""Documents to numbered paragraphs: the only place where a span is made.

A paragraph is a block between blank lines; headings stand outside it. Everything later carries these spans on and
never searches for a text to find out where it came from. Knows documents, nothing of passages or files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.documents.markdown import MarkdownStructure, markdown_structure
from retrieval.documents.records import Document, Paragraph
from retrieval.documents.run_in_headings import glued_heading_end
from retrieval.text.spans import Span

MARKDOWN = "text/markdown"
PLAIN_TEXT = "text/plain"

_GLUED_LEVEL = 7
_BETWEEN_BLOCKS = "\n\n"


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def split_paragraphs(document: Document) -> tuple[Paragraph, ...]:
    """The paragraphs of a document, numbered from 1 in reading order.

    In Markdown, headings are the headings of what follows, and a list, table, quotation or code fence is one
    paragraph even with blank lines in it. In Markdown and plain text, a subheading glued to the front of a block is
    taken off. In every other format the headings are those that the document names, and each other block between blank
    lines is a paragraph.

    Parameters
    ----------
    document
        A loaded document.

    Returns
    -------
    tuple[Paragraph, ...]
        Outside their spans there is only white space and headings. Spans begin and end with a visible character.
    """
    paragraphs: list[Paragraph] = []
    headings: dict[int, str] = {}
    plain = document.media_type in {PLAIN_TEXT, MARKDOWN}
    for block in _blocks_of_lines(document) if plain else _blocks_of_format(document):
        if isinstance(block, _Heading):
            headings = {level: text for level, text in headings.items() if level < block.level}
            headings[block.level] = block.text
            continue
        text = block.slice(document.text)
        heading_end = glued_heading_end(text, document.text) if plain else 0
        if heading_end:
            headings[_GLUED_LEVEL] = text[:heading_end].strip()
        span = Span(block.start + heading_end, block.end)
        paragraphs.append(
            Paragraph(
                document_id=document.id,
                number=len(paragraphs) + 1,
                span=span,
                headings=tuple(headings[level] for level in sorted(headings)),
                page=_page(document, span.start),
            )
        )
    return tuple(paragraphs)


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    text: str


def _blocks_of_format(document: Document) -> Iterator[Span | _Heading]:
    """Blocks and headings of a document that was joined from blocks, see ``loading.blocks``."""
    level_at = {heading.span: heading.level for heading in document.headings}
    start = 0
    for text in document.text.split(_BETWEEN_BLOCKS) if document.text else ():
        span = Span(start, start + len(text))
        level = level_at.get(span)
        yield span if level is None else _Heading(level, text)
        start = span.end + len(_BETWEEN_BLOCKS)


def _blocks_of_lines(document: Document) -> Iterator[Span | _Heading]:
    """Blocks of text and headings, in reading order."""
    lines = _lines(document.text)
    structure = markdown_structure(document.text) if document.media_type == MARKDOWN else MarkdownStructure()
    heading_at = {heading.first_line: heading for heading in structure.headings}
    whole = {line for first, end in structure.whole for line in range(first, end)}
    block: list[_Line] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        heading = heading_at.get(number)
        if heading or (line.is_blank and number not in whole):
            yield from _span_of(block)
            block = []
        if heading:
            yield _Heading(heading.level, heading.text)
            number = heading.end_line
            continue
        block.append(line)
        number += 1
    yield from _span_of(block)


def _lines(text: str) -> list[_Line]:
    lines = []
    start = 0
    for line in text.split("\n"):
        lines.append(_Line(start, line))
        start += len(line) + 1
    return lines


def _span_of(block: list[_Line]) -> Iterator[Span]:
    """The span of a block without the white space around it; nothing for blank lines."""
    visible = [line for line in block if not line.is_blank]
    if visible:
        first, last = visible[0], visible[-1]
        start = first.start + len(first.text) - len(first.text.lstrip())
        yield Span(start, last.start + len(last.text.rstrip()))


def _page(document: Document, position: int) -> int | None:
    return bisect_right(document.pages, position) if document.pages else None
