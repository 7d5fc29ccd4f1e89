"""Runs questions on a snapshot of the documents: how well did it find, quote and abstain?

The questions come from a file, or from the corpus itself (``synthetic_questions``). Knows snapshots and what a question
counts for; figures of many questions are made in ``evaluation_report``.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from retrieval.answering.records import Answer
from retrieval.calibration import metrics
from retrieval.calibration.masking import Place
from retrieval.calibration.synthetic_questions import MOST_QUESTIONS, ParagraphText, evenly, make_questions
from retrieval.errors import NotFoundError, QuestionLineError
from retrieval.evaluation.dataset import EvaluationQuestion
from retrieval.evaluation.report import EvaluationReport, QuestionOutcome, summarise
from retrieval.snapshot import Snapshot

Resolve = Callable[[str, Sequence[str]], str]
"""A question and the questions before it to a question that stands alone."""

RANKED: Final = 10
"""How many paragraphs are ranked for each question: what nDCG@10 needs."""


def ignore_previous(question: str, previous: Sequence[str]) -> str:  # noqa: ARG001  # what a Resolve takes
    """The question as it is: for whoever has no memory."""
    return question


def locate_questions(
    questions: Iterable[EvaluationQuestion], snapshot: Snapshot, path: Path
) -> tuple[EvaluationQuestion, ...]:
    """The questions with the full ids of their documents.

    Parameters
    ----------
    questions
        As ``read_questions`` gave them; a document may be named by its file name alone where only one has it.
    snapshot
        Has the documents.
    path
        The file, for the error.

    Returns
    -------
    tuple[EvaluationQuestion, ...]
        In the same order.

    Raises
    ------
    QuestionLineError
        If the snapshot does not have a document or paragraph that a question names.
    """
    return tuple(_located_one(question, snapshot, path) for question in questions)


def _located_one(asked: EvaluationQuestion, snapshot: Snapshot, path: Path) -> EvaluationQuestion:
    if asked.document is None:
        return asked
    try:
        found = [snapshot.paragraph(asked.document, number).paragraph for number in asked.paragraphs]
    except NotFoundError as error:
        raise QuestionLineError(path, asked.line, error.message) from error
    return replace(asked, document=found[0].document_id)


def corpus_questions(snapshot: Snapshot, most: int = MOST_QUESTIONS) -> tuple[EvaluationQuestion, ...]:
    """Questions made from the documents of a snapshot: each once as it is, once with its paragraph hidden.

    Without its paragraph a question only looks as if it could be answered: the hard case of abstention.

    Parameters
    ----------
    snapshot
        Has the documents.
    most
        How many sentences at most; there are twice as many questions.

    Returns
    -------
    tuple[EvaluationQuestion, ...]
        Empty where no sentence of the documents has enough words.
    """
    places = [
        (source.document_id, number, source.language)
        for source in snapshot.sources()
        for number in range(1, source.paragraphs + 1)
    ]
    paragraphs = [
        ParagraphText(document_id, number, snapshot.paragraph(document_id, number).text, language)
        for document_id, number, language in evenly(places, 2 * most)
    ]
    made = make_questions(paragraphs, most)
    present = [EvaluationQuestion(q.question, q.document_id, (q.paragraph,), q.answer) for q in made]
    hidden = [
        EvaluationQuestion(q.question, None, (), answerable=False, hidden=((q.document_id, q.paragraph),)) for q in made
    ]
    return (*present, *hidden)


def evaluate(
    snapshot: Snapshot, questions: Iterable[EvaluationQuestion], *, resolve: Resolve = ignore_previous
) -> EvaluationReport:
    """Ask every question, and report the figures.

    Parameters
    ----------
    snapshot
        Answers, with its own parameters; the first ``RANKED`` paragraphs of each ranking count.
    questions
        With the ids of documents that the snapshot has.
    resolve
        Makes a question with ``previous`` stand alone.

    Returns
    -------
    EvaluationReport
        The same for the same index and questions, but for the latencies.

    Raises
    ------
    EmptyQuestionError
        If there is no word in a question.
    QuestionTooLongError
        If a question is longer than is read.
    """
    return summarise([_ask(snapshot, asked, resolve) for asked in questions])


def _ask(snapshot: Snapshot, asked: EvaluationQuestion, resolve: Resolve) -> QuestionOutcome:
    snapshot = snapshot.without(asked.hidden)
    started = time.perf_counter()
    question = resolve(asked.question, asked.previous) if asked.previous else asked.question
    explanation = snapshot.explain(question, top_k=RANKED)
    latency_ms = 1_000 * (time.perf_counter() - started)
    reply = explanation.reply
    ranking = tuple(
        dict.fromkeys((hit.passage.document_id, hit.passage.first_paragraph) for hit in explanation.reading)
    )
    citations = reply.citations if isinstance(reply, Answer) else ()
    cited = tuple((citation.document_id, citation.paragraph) for citation in citations)
    quotes = [citation.quote for citation in citations]
    values = _values(asked, ranking, cited, quotes)
    return QuestionOutcome(asked, bool(cited), explanation.support, latency_ms, values, ranking[:RANKED], cited)


def _values(
    asked: EvaluationQuestion, ranking: Sequence[Place], cited: Sequence[Place], quotes: Sequence[str]
) -> dict[str, float]:
    """The figures of one question, by name; only those that it counts for."""
    if not asked.answerable or asked.document is None:
        return {"false_answer_rate": float(bool(cited))}
    relevant = {(asked.document, paragraph) for paragraph in asked.paragraphs}
    values = {
        "recall_at_1": metrics.recall_at(ranking, relevant, 1),
        "recall_at_3": metrics.recall_at(ranking, relevant, 3),
        "recall_at_5": metrics.recall_at(ranking, relevant, 5),
        "mrr": metrics.reciprocal_rank(ranking, relevant),
        "ndcg_at_10": metrics.ndcg_at(ranking, relevant, RANKED),
        "citation_precision": metrics.citation_precision(cited, relevant),
        "citation_recall": metrics.citation_recall(cited, relevant),
        "coverage": float(bool(cited)),
    }
    if asked.answer is not None:
        wanted = _one_spacing(asked.answer)
        found = [wanted in _one_spacing(quote) for quote in quotes]
        values["answer_in_first_quote"] = float(any(found[:1]))
        values["answer_in_quotes"] = float(any(found))
    return values


def _one_spacing(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
