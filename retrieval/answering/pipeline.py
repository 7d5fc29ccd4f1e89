"""A question to an answer with its proof, or to an abstention: the way through searching, reading and citing.

Knows those three stages and the threshold; nothing of files, builds and chats.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.citations import cite
from retrieval.answering.records import (
    MAXIMUM_QUESTION_CHARACTERS,
    Abstention,
    AbstentionReason,
    Answer,
    Citation,
    Explanation,
    Hit,
    QueryParameters,
    Reading,
    Reply,
    Stage,
)
from retrieval.answering.search import MOST_HITS, SearchResult, search
from retrieval.answering.sentence_ranking import Candidate, Scored, conclude, read, score_sentences
from retrieval.answering.term_matching import Encode
from retrieval.errors import EmptyQuestionError, QuestionTooLongError
from retrieval.index.encoder import Encoder
from retrieval.index.index import Index
from retrieval.text.analysis import guess_language
from retrieval.text.sentences import split_sentences
from retrieval.text.spans import Span

_TERMINAL_CODES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0e-\x1f\x7f-\x9f]")
"""Escape sequences (ECMA-48) and control characters: a key that was pressed, not a word."""

_PARAGRAPHS_READ = 8
"""How many of the best paragraphs are read sentence by sentence."""

_LONGEST_PARAGRAPH_READ = 6_000
"""Of a longer paragraph only the passage that was found is read."""


def explain(
    index: Index,
    encoder: Encoder,
    encode_words: Encode,
    question: str,
    *,
    parameters: QueryParameters,
    threshold: float,
    mask: NDArray[np.bool_] | None = None,
) -> Explanation:
    """Answer a question from an index, and keep how it went.

    Parameters
    ----------
    index
        Where to look.
    encoder
        The one that the index was built with.
    encode_words
        Its ``encode_passages``, best with a memory: the same words come back in every question.
    question
        As a person typed it.
    parameters
        How to answer.
    threshold
        The support below which there is no answer, 0..1.
    mask
        Shape (n_passages,), bool: true for the passages that must not be found.

    Returns
    -------
    Explanation
        The reply with its rankings.

    Raises
    ------
    EmptyQuestionError
        If there is no word in the question.
    QuestionTooLongError
        If it has more than 2,000 characters.
    """
    typed = _characters(question)
    question = _checked(typed)
    language = guess_language(question)
    result = search(index, encoder, question, language, most_hits=max(MOST_HITS, parameters.top_k), mask=mask)
    candidates = tuple(_candidates(index, result))
    scored = score_sentences(question, language, candidates, index.lexical.idf, encode_words)
    ranked = _ranked_by_reading(result.fused, scored)
    reading = conclude(question, language, scored, index.lexical.idf, parameters.maximum_sentences)
    return Explanation(
        reply=_reply(index, typed, ranked[: parameters.top_k], reading, threshold),
        language=language,
        lexical=result.lexical,
        dense=result.dense,
        fused=result.fused,
        reading=ranked,
        support=reading.support,
        threshold=threshold,
    )


def answerability_of(
    index: Index, encoder: Encoder, encode_words: Encode, question: str, mask: NDArray[np.bool_] | None = None
) -> float:
    """The support that ``explain`` finds, for less work: nothing is cited, and no ranking is kept."""
    language = guess_language(question)
    result = search(index, encoder, question, language, most_hits=_PARAGRAPHS_READ, mask=mask)
    candidates = tuple(_candidates(index, result))
    return read(question, language, candidates, index.lexical.idf, encode=encode_words).support


def _characters(question: str) -> str:
    # What a terminal passes on may hold bytes that are not characters; no tokenizer takes those.
    return question.encode("utf-8", errors="replace").decode().strip()


def _checked(typed: str) -> str:
    question = _TERMINAL_CODES.sub(" ", typed).strip()
    if len(question) > MAXIMUM_QUESTION_CHARACTERS:
        raise QuestionTooLongError(len(question), MAXIMUM_QUESTION_CHARACTERS)
    if not any(character.isalnum() for character in question):
        raise EmptyQuestionError
    return question


def _candidates(index: Index, result: SearchResult) -> Iterator[Candidate]:
    for hit in result.fused[:_PARAGRAPHS_READ]:
        document = index.document(hit.passage.document_id)
        paragraph = index.paragraph(document.id, hit.passage.first_paragraph)
        span = paragraph.span if len(paragraph.span) <= _LONGEST_PARAGRAPH_READ else hit.passage.span
        text = span.slice(document.text)
        yield Candidate(
            document_id=document.id,
            paragraph=paragraph.number,
            text=text,
            offset=span.start,
            sentences=_sentences(text, span.start),
            language=document.language,
            score=hit.score,
        )


def _ranked_by_reading(hits: Sequence[Hit], scored: Sequence[Scored]) -> tuple[Hit, ...]:
    """The paragraphs that were read, by their best sentence, which ranks better than the search; then the rest."""
    passages = {(hit.passage.document_id, hit.passage.first_paragraph): hit.passage for hit in hits}
    best: dict[tuple[str, int], float] = {}
    for sentence in scored:
        best.setdefault((sentence.candidate.document_id, sentence.candidate.paragraph), sentence.score)
    read = [
        Hit(passages[place], rank, score, Stage.READING) for rank, (place, score) in enumerate(best.items(), start=1)
    ]
    unread = [hit for hit in hits if (hit.passage.document_id, hit.passage.first_paragraph) not in best]
    return (*read, *(replace(hit, rank=rank) for rank, hit in enumerate(unread, start=len(read) + 1)))


@functools.lru_cache(maxsize=4_096)
def _sentences(text: str, offset: int) -> tuple[Span, ...]:
    return split_sentences(text, offset)


def _reply(index: Index, question: str, hits: tuple[Hit, ...], reading: Reading, threshold: float) -> Reply:
    if not reading.sentences:
        return Abstention(question, AbstentionReason.NOTHING_FOUND, hits)
    if reading.support < threshold:
        return Abstention(question, AbstentionReason.NOT_SUPPORTED, hits)
    citations = cite(index, reading.sentences)
    return Answer(question, _text(citations), citations, hits)


def _text(citations: tuple[Citation, ...]) -> str:
    return " ".join(f"{' '.join(citation.quote.split())} [{citation.marker}]" for citation in citations)
