"""What the files become: documents, their headings, paragraphs and passages. A record that exists is valid."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.text.spans import Span


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the format marks as one: where it stands in ``Document.text``, and its level, 1 the highest."""

    span: Span
    level: int

    def __post_init__(self) -> None:
        if self.level < 1:
            raise ValueError(f"levels are counted from 1, got {self.level}")


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the seeds, as text.

    ``id`` is the POSIX path below the seeds folder in NFC, ``sha256`` that of the file's bytes,
    ``language`` an ISO 639-1 code. ``pages`` holds the start of each page in ``text``, ascending,
    and is empty for a format without pages. ``headings`` are those of a format that marks them apart
    from its text, in order; plain text and Markdown have theirs in the text.
    """

    id: str
    title: str
    text: str
    sha256: str
    media_type: str
    language: str
    pages: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a document as a reader counts them, from 1. Headings stand outside ``span``."""

    document_id: str
    number: int
    span: Span
    headings: tuple[str, ...] = ()
    page: int | None = None

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError(f"paragraphs are numbered from 1, got {self.number}")


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is retrieved: a paragraph, or a piece of a long one."""

    document_id: str
    span: Span
    first_paragraph: int
    last_paragraph: int
    headings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Unique in an index: the document and the stretch of it."""
        return f"{self.document_id}:{self.span.start}-{self.span.end}"
