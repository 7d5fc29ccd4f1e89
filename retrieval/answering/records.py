"""What an answer is made of: hits, sentences, citations, and the two kinds of reply. A record that exists is valid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from retrieval.documents.records import Passage
from retrieval.text.spans import Span

MAXIMUM_QUESTION_CHARACTERS: Final = 2_000
"""Longer ones are refused: nobody asks so much at once, and every word costs time."""


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
    ``false_answer_rate`` (0..1) is the target for questions that only look answerable; the threshold follows from it
    and from the calibration of the index. ``threshold`` (0..1), if given, takes its place.

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
