"""The frozen records that pass between the stages, and the Protocols of the exchangeable parts.

Knows no file, no library and no other module of the package. A record that exists is valid: the
constructors check what a type cannot say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of ``Document.text``, in code points, end exclusive.

    Raises
    ------
    ValueError
        If not ``0 <= start < end``.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got {self.start}:{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def slice(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, offset: int) -> Span:
        """The same stretch, counted from ``offset`` characters further left."""
        return Span(self.start + offset, self.end + offset)


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


class Stage(StrEnum):
    """Which stage gave a hit its score."""

    LEXICAL = "lexical"
    DENSE = "dense"
    FUSED = "fused"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its place in a ranking: rank from 1, a higher score is better."""

    passage: Passage
    rank: int
    score: float
    stage: Stage

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ValueError(f"ranks are counted from 1, got {self.rank}")


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence that a reader chose: where it stands, and how well it answers (higher is better)."""

    document_id: str
    paragraph: int
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: sentences, best first, and how far the documents support an answer.

    ``support`` lies in 0..1. Below the threshold the reply is an abstention.
    """

    sentences: tuple[ScoredSentence, ...]
    support: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.support <= 1.0:
            raise ValueError(f"support lies in 0..1, got {self.support}")


@dataclass(frozen=True, slots=True)
class Citation:
    """The proof of one sentence of an answer.

    ``quote`` is the text of ``span`` in the document, to the letter; ``marker`` counts from 1.
    """

    marker: int
    document_id: str
    title: str
    paragraph: int
    page: int | None
    span: Span
    quote: str

    def __post_init__(self) -> None:
        if self.marker < 1 or self.paragraph < 1:
            raise ValueError("markers and paragraphs are counted from 1")
        if len(self.quote) != len(self.span):
            raise ValueError("a quote is as long as its span")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its proof. Without a citation there is no answer.

    Raises
    ------
    ValueError
        If there is no citation.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("an answer needs at least one citation")


class AbstentionReason(StrEnum):
    """Why there is no answer."""

    NOTHING_FOUND = "nothing_found"
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True, slots=True)
class Abstention:
    """The documents do not answer the question; ``hits`` are near, and no answer."""

    question: str
    reason: AbstentionReason
    hits: tuple[Hit, ...]


Reply = Answer | Abstention


class Encoder(Protocol):
    """Texts to unit vectors."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could get another vector."""
        ...

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Array of shape (len(texts), dimension), float32, rows of norm 1 (0 for a text without tokens)."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``encode_passages``, for questions: some models want another prompt there."""
        ...


@dataclass(frozen=True, slots=True)
class Changes:
    """How the seeds differ from an index: document ids, sorted; judged by sha256, never by date."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    config_changed: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.config_changed)


class SkipReason(StrEnum):
    """Why a file of the seeds is not in the index. The manifest stores the values, so renaming one is a new format."""

    BINARY = "binary"
    CONVERTER_DIED = "converter_died"
    DAMAGED = "damaged"
    DAMAGED_TEXT = "damaged_text"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    EXPANDS_TOO_MUCH = "expands_too_much"
    FOLDER_UNREADABLE = "folder_unreadable"
    FORMAT = "format"
    HEADINGS_ONLY = "headings_only"
    LINK = "link"
    NO_TEXT = "no_text"
    NO_TEXT_LAYER = "no_text_layer"
    NOT_A_FILE = "not_a_file"
    SAME_NAME = "same_name"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_SLOW = "too_slow"
    UNKNOWN_CHARACTER_SET = "unknown_character_set"
    UNREADABLE = "unreadable"
    WRONG_CONTENT = "wrong_content"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file of the seeds may cost.

    The first four decide what is in an index. ``maximum_memory_bytes`` (on top of what the converter itself takes) and
    ``maximum_seconds`` only protect the machine from a file that is out of all proportion.

    Raises
    ------
    ValueError
        If a limit is not above 0.
    """

    maximum_file_bytes: int = 64 * 1024**2
    maximum_pages: int = 3_000
    maximum_expanded_bytes: int = 512 * 1024**2
    maximum_text_characters: int = 32 * 1024**2
    maximum_memory_bytes: int = 1024**3
    maximum_seconds: float = 60.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) <= 0:
                raise ValueError(f"{field.name} must be above 0")


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file of the seeds that is not in the index, and why.

    ``detail`` says more where there is more to say; ``sha256`` is that of its bytes, empty where they were not read.
    """

    document_id: str
    reason: SkipReason
    detail: str = ""
    sha256: str = ""


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


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reply with the rankings that led to it, and the support against the threshold.

    ``lexical`` and ``dense`` rank passages, ``fused`` and ``reading`` paragraphs; the hits of the reply are the first
    ones of ``reading``.
    """

    reply: Reply
    language: str
    lexical: tuple[Hit, ...]
    dense: tuple[Hit, ...]
    fused: tuple[Hit, ...]
    reading: tuple[Hit, ...]
    support: float
    threshold: float


@dataclass(frozen=True, slots=True)
class QueryParameters:
    """How questions are answered. Changing them never rebuilds an index.

    ``top_k`` is how many hits a reply carries, ``maximum_sentences`` how many sentences an answer may have.
    ``false_answer_rate`` (0..1) is wished for questions that only look answerable; the threshold follows from it and
    from the calibration of the index. ``threshold`` (0..1), if given, takes its place.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """

    top_k: int = 5
    maximum_sentences: int = 3
    false_answer_rate: float = 0.10
    threshold: float | None = None

    def __post_init__(self) -> None:
        if self.top_k < 1 or self.maximum_sentences < 1:
            raise ValueError("top_k and maximum_sentences are at least 1")
        if not 0.0 <= self.false_answer_rate <= 1.0:
            raise ValueError(f"the false-answer rate lies in 0..1, got {self.false_answer_rate}")
        if self.threshold is not None and not 0.0 <= self.threshold <= 1.0:
            raise ValueError(f"the threshold lies in 0..1, got {self.threshold}")
