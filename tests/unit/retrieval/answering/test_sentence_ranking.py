"""Choosing the sentences that answer, and saying how far the documents support them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.answering.records import Reading
from retrieval.answering.sentence_ranking import Candidate, read
from retrieval.answering.term_matching import Encode, remembering
from retrieval.text.analysis import words
from retrieval.text.spans import Span
from tests.unit.retrieval.lexical_indexes import lexical_index

PARAGRAPHS = [
    "Lambsdorff warnte vor einem Eingreifen. Die Entscheidung sei ein Fehler mit fatalen Folgen.",
    "Die Außenminister werden am 11 Januar zu einem Online-Gipfel zusammenkommen. Das Wetter war gut.",
    "Die Türkei hält den Vorsitz. Sie lud alle Mitglieder nach Ankara ein. Ungarn ist Beobachter.",
    "Kasachstan wird von Unruhen erschüttert. Dutzende Demonstranten wurden getötet, hunderte verletzt.",
]


MEANINGS = [("killed", "getötet"), ("demonstrators", "Demonstranten"), ("warned", "warnte"), ("mistake", "Fehler")]


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """An honest small encoder: a word and its translation share an axis, a text is the sum of its words."""
    axis = {word: place for place, pair in enumerate(MEANINGS) for form in pair for word in words(form)}
    vectors = np.zeros((len(texts), len(MEANINGS)), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in words(text):
            if word in axis:
                vectors[row, axis[word]] += 1
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9).astype(np.float32)


def ask(
    question: str,
    paragraphs: Sequence[str] = PARAGRAPHS,
    language: str = "de",
    maximum: int = 3,
    encoder: Encode | None = None,
) -> Reading:
    index = lexical_index(paragraphs, ["de"] * len(paragraphs))
    scores = index.scores(question, language)
    candidates = [
        Candidate(
            "a.txt",
            row + 1,
            paragraphs[row],
            1000 * row,
            tuple(Span(*m.span()).shifted(1000 * row) for m in re.finditer(r"[^ .][^.]*\.", paragraphs[row])),
            "de",
            float(scores[row]),
        )
        for row in scores.argsort(kind="stable")[::-1]
    ]
    return read(question, language, candidates, index.idf, maximum_sentences=maximum, encode=encoder)


def texts(reading: Reading) -> list[str]:
    return [PARAGRAPHS[s.paragraph - 1][s.span.start % 1000 : s.span.end % 1000] for s in reading.sentences]


def test_the_sentence_with_the_date_answers_when() -> None:
    reading = ask("Wann ist der Online-Gipfel?")
    assert texts(reading) == ["Die Außenminister werden am 11 Januar zu einem Online-Gipfel zusammenkommen."]
    assert reading.support >= 0.5


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    reading = ask("Wer lud alle Mitglieder nach Ankara ein?")
    assert texts(reading) == ["Sie lud alle Mitglieder nach Ankara ein.", "Die Türkei hält den Vorsitz."]


@pytest.mark.parametrize(
    "question", ["Wie viele Einwohner hat Kasachstan?", "Wer ist Bundeskanzler?", "Wann tagt der Rat in Rom?"]
)
def test_a_related_question_without_an_answer_has_little_support(question: str) -> None:
    assert ask(question).support < 0.5


def test_an_english_question_finds_its_german_sentence_by_meaning() -> None:
    reading = ask("How many demonstrators were killed?", language="en", encoder=encode)
    assert texts(reading)[0] == "Dutzende Demonstranten wurden getötet, hunderte verletzt."


def test_an_encoder_with_a_memory_gives_the_same_vectors_and_asks_only_once() -> None:
    calls: list[Sequence[str]] = []

    def counted(texts: Sequence[str]) -> NDArray[np.float32]:
        calls.append(texts)
        return encode(texts)

    remembered = remembering(counted, capacity=3)
    for batch in (["warned", "killed"], ["killed", "warned", "killed"], ["mistake", "Fehler"]):
        np.testing.assert_array_equal(remembered(batch), encode(batch))
    assert [list(call) for call in calls] == [["warned", "killed"], ["mistake", "Fehler"]]


def test_no_more_sentences_than_allowed() -> None:
    assert len(ask("Wer lud alle Mitglieder nach Ankara ein?", maximum=1).sentences) == 1


def test_the_same_question_gets_the_same_reading() -> None:
    assert ask("Wer warnte vor einem Fehler?") == ask("Wer warnte vor einem Fehler?")


def test_nothing_to_read_supports_nothing() -> None:
    assert read("Wer?", "de", [], lambda _: 1.0) == Reading((), 0.0)


@pytest.mark.parametrize(
    "question", ["", "der die das", "\x00\u202e", "🙂", "wort " * 20_000, "x" * 100_000, "„“" * 500]
)
def test_any_question_is_read(question: str) -> None:
    assert 0 <= ask(question).support <= 1
