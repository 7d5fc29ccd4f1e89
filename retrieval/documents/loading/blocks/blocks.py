"""What a converter gives, blocks of text in reading order, and how they become the text of a document.

The interface between the formats and the rest. Knows no library, no file and no format; runs in the child process and
in the parent alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.documents.records import Heading
from retrieval.documents.skipped import Limits, SkipReason
from retrieval.text.spans import Span

MAXIMUM_LEVEL = 6

_BETWEEN_BLOCKS = "\n\n"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, soft hyphens, characters without width that join nothing, and what is not a character at all."""

# Of the titles in the properties of files, programs write as many as people do.
_PROGRAM_TITLE = re.compile(
    r"Microsoft (?:Word|PowerPoint|Excel) - |(?:PowerPoint[- ](?:Präsentation|Presentation)|Präsentation|Presentation"
    r"|Untitled|Unbenannt|Ohne Titel|Dokument|Document|Layout|Folie|Slide)\W?\d*\Z|\W*\Z",
    re.IGNORECASE,
)
_FILE_NAME_END = re.compile(r"\.(?:docx?|pptx?|xlsx?|odt|rtf|html?|indd|tex|dvi|pdf|qxd|txt)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (level 0) or a heading (level 1..6, 1 the highest), in reading order.

    ``text`` may have lines, say of a list or a table. ``page`` counts from 1 and is where the block begins; ``None`` in
    a format without pages.
    """

    text: str
    level: int = 0
    page: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.level <= MAXIMUM_LEVEL:
            raise ValueError(f"levels go from 0 to {MAXIMUM_LEVEL}, got {self.level}")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a converter found in a file.

    ``title`` is that of the metadata, empty if there is none; ``pages`` counts all pages, also empty ones, and is 0 in
    a format without pages.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    pages: int = 0


class ConversionError(Exception):
    """The file cannot be converted; ``detail`` says more where there is more to say."""

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


Converter = Callable[[bytes, Limits], Extracted]
"""The bytes of a file to its blocks. May raise ``ConversionError``; anything else it raises means a damaged file."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document with its headings and, in a format with pages, the start of each page in the text."""

    text: str
    headings: tuple[Heading, ...]
    pages: tuple[int, ...]


def document_text(blocks: Sequence[Block], pages: int = 0) -> DocumentText:
    r"""Join blocks by blank lines.

    Parameters
    ----------
    blocks
        In reading order; those without a visible character are left out.
    pages
        How many pages there are at least.

    Returns
    -------
    DocumentText
        A block is between blank lines and has none inside; white space is one space or one newline.

    Examples
    --------
    >>> found = document_text([Block("Die  Satzung", level=1, page=1), Block("Der Rat\n\ntagt.", page=2)])
    >>> found.text
    'Die Satzung\n\nDer Rat\ntagt.'
    >>> found.headings, found.pages
    ((Heading(span=Span(start=0, end=11), level=1),), (0, 13))
    """
    texts: list[str] = []
    headings: list[Heading] = []
    starts: list[int] = []
    length = 0
    for block in blocks:
        text = normalised(block.text)
        if not text:
            continue
        start = length + (len(_BETWEEN_BLOCKS) if texts else 0)
        if block.page is not None:
            starts.extend([start] * (block.page - len(starts)))
        if block.level:
            text = text.replace("\n", " ")
            headings.append(Heading(Span(start, start + len(text)), block.level))
        texts.append(text)
        length = start + len(text)
    starts.extend([length] * (pages - len(starts)))
    if starts:
        starts[0] = 0
    return DocumentText(_BETWEEN_BLOCKS.join(texts), tuple(headings), tuple(starts))


def normalised(text: str) -> str:
    r"""Composed Unicode without invisible characters, runs of white space as one space or one newline.

    Parameters
    ----------
    text
        As the file has it.

    Returns
    -------
    str
        Empty if there is nothing to see.

    Examples
    --------
    >>> normalised(" Die\u00a0\u00a0Bun\u00addes\x00regierung \r\n\n\t tagt. ")
    'Die Bundesregierung\ntagt.'
    """
    visible = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = (" ".join(line.split()) for line in visible.split("\n"))
    return "\n".join(line for line in lines if line)


def cleaned_title(title: str) -> str:
    """A title of the metadata, empty if a program and no person wrote it.

    Parameters
    ----------
    title
        As the file has it.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> cleaned_title("Microsoft Word - Satzung.doc"), cleaned_title("Satzung  2024")
    ('', 'Satzung 2024')
    """
    text = normalised(title).replace("\n", " ")
    return "" if _PROGRAM_TITLE.match(text) or _FILE_NAME_END.search(text) else text
