"""What a build did, and what an index gives to people: sources and paragraphs with their text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrieval.documents.records import Paragraph
from retrieval.documents.skipped import SkippedFile
from retrieval.text.spans import Span


@dataclass(frozen=True, slots=True)
class Changes:
    """How the seeds differ from an index: document ids, sorted; judged by sha256, never by date."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    config_changed: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.config_changed)


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader wants to know of a document in the index."""

    document_id: str
    title: str
    media_type: str
    language: str
    paragraphs: int
    pages: int


@dataclass(frozen=True, slots=True)
class QuotedParagraph:
    """A paragraph with its text, as it is shown to people."""

    paragraph: Paragraph
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkedParagraph:
    """What a permalink leads to.

    ``quote`` is a stretch of ``found.text``, and ``None`` where the link has none or the text has changed since.
    """

    found: QuotedParagraph
    quote: Span | None
    changed: bool


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. ``embedded`` and ``reused`` count passages."""

    changes: Changes
    skipped: tuple[SkippedFile, ...]
    documents: int
    passages: int
    embedded: int
    reused: int
    seconds: float


class BuildStage(StrEnum):
    """What a build is at."""

    READING = "reading"
    EMBEDDING = "embedding"
    COUNTING = "counting"
    CALIBRATING = "calibrating"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """A step of a build: ``done`` of ``total`` files or passages."""

    stage: BuildStage
    done: int
    total: int
