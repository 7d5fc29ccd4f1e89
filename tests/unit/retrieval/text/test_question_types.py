"""What questions ask for, and what sentences have."""

from __future__ import annotations

import pytest

from retrieval.text.analysis import words
from retrieval.text.question_types import Asked, asked, has_asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Wer warnte vor einem Fehler?", Asked.NAME),
        ("Who warned of a mistake?", Asked.NAME),
        ("Wann ist der Online-Gipfel?", Asked.DATE),
        ("In welchem Jahr begann der Krieg?", Asked.DATE),
        ("What year did it start?", Asked.DATE),
        ("Wie viele Demonstranten wurden getötet?", Asked.NUMBER),
        ("Wie viel Geld kostet es?", Asked.NUMBER),
        ("How many were killed?", Asked.NUMBER),
        ("Wo liegt Mendota?", Asked.PLACE),
        ("In which city was he born?", Asked.PLACE),
        ("Warum gab es Proteste?", Asked.REASON),
        ("Why were there protests?", Asked.REASON),
        ("Wofür steht OVKS?", Asked.DEFINITION),
        ("What does OSCE stand for?", Asked.DEFINITION),
        ("Was ist Sepsis?", Asked.DEFINITION),
        ("Nennen Sie zwei Länder", Asked.LIST),
        ("Ist die Türkei Mitglied?", Asked.YES_NO),
        ("Is Turkey a member?", Asked.YES_NO),
        ("Wie finanzieren sich Schulen?", Asked.MANNER),
        ("", Asked.OTHER),
    ],
)
def test_a_question_tells_what_it_asks_for(question: str, kind: Asked) -> None:
    assert asked(question) is kind


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Wann kam er?", "Er kam am 11. Januar.", True),
        ("Wann kam er?", "Er kam mit dem Zug.", False),
        ("Wie viele kamen?", "Dutzende kamen.", True),
        ("Wie viele kamen?", "Alle kamen.", False),
        ("How many came?", "About 30% came.", True),
        ("Warum kamen sie?", "Sie kamen wegen der Gaspreise.", True),
    ],
)
def test_a_sentence_has_what_is_asked_for_or_not(question: str, sentence: str, expected: bool) -> None:
    assert has_asked(asked(question), sentence, frozenset(words(question))) is expected


def test_a_date_of_the_question_itself_is_no_answer() -> None:
    question = "Wann im Januar 2022 tagten sie?"
    assert not has_asked(asked(question), "Sie tagten im Januar 2022.", frozenset(words(question)))


@pytest.mark.parametrize("question", ["\x00", "🙂" * 5000, "what " * 20_000, "wie heißt " * 10_000])
def test_hostile_questions_are_of_some_kind(question: str) -> None:
    assert isinstance(asked(question), Asked)
