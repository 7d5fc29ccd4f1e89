"""What counts as a question that leaves something out, and what never does."""

from __future__ import annotations

import json

import pytest

from bot.dialogue.ellipsis import Gap, gap
from tests.conftest import ROOT

ELLIPTIC = {
    Gap.THING: [
        "Und wer nimmt daran teil?",
        "Who takes part in it?",
        "Und wer sagt das?",
        "Was bedeutet das?",
        "Was bedeutet das für Russland?",
        "Was bedeutet das für die verletzten Soldaten?",
        "Wer hat das gesagt?",
        "wer hat das gesagt",
        "Was sagte die Bundesregierung dazu?",
        "Where is it?",
        "Was forderte dieser?",
        "Wann ist dieser Gipfel?",
        "Wann findet es statt?",
        "Is that true?",
        "Why did that happen?",
        "Who said that?",
        "Und danach?",
        "Wer war das?",
        "Stimmt das?",
    ],
    Gap.PERSON: [
        "Wovor warnte er?",
        "Wie heißt er?",
        "What did he warn of?",
        "Mit welchen Zeitungen sprach er?",
        "Wofür lobte Xi ihn?",
        "Was ist seine Begründung?",
        "What is its capital?",
        "Wie alt ist sie?",
        "Was forderten sie?",
        "Which newspapers did he talk to?",
        "Was sagte ihr Sprecher?",
        "Nehmen sie daran teil?",
    ],
    Gap.FRAME: [
        "Und in Berlin?",
        "And in Berlin?",
        "Was ist mit Schmid?",
        "What about Schmid?",
        "In Berlin?",
        "Und Schmid?",
        "Und heute?",
        "Und wie sieht es mit Ungarn aus?",
    ],
    Gap.SUBJECT: [
        "Und wann?",
        "Seit wann?",
        "Warum?",
        "and when?",
        "Wer nimmt teil?",
        "Was passierte?",
        "What happened?",
        "Und wie viele Verletzte?",
        "How many?",
        "Wie viele wurden verletzt?",
        "Why?",
        "Wer noch?",
        "Who else?",
        "Und was geschah dann?",
        "Wie lange?",
        "und warum nicht",
    ],
    Gap.PLACE: [
        "Wer lebt dort?",
        "Who lives there?",
        "Was passierte dort?",
    ],
}
COMPLETE = [
    "Wer hat das Haus gebaut?",
    "Gibt es Tote in Kasachstan?",
    "Worum geht es in dem Artikel?",
    "Wovon handelt dieser Text?",
    "Was ist in diesem Jahr in Kasachstan geschehen?",
    "Können Sie mir sagen, wann der Online-Gipfel beginnt?",
    "Was wissen Sie über die OSZE?",
    "Was sagte Schmid, als er nach Russland gefragt wurde?",
    "Hat Tokajew gesagt, dass er schießen lässt?",
    "Wie begründet Lambsdorff seine Forderung?",
    "Warum lobte China sein Nachbarland?",
    "Als er Präsident wurde, was tat Tokajew?",
    "Setzt sich Schmid dafür ein, dass die OSZE sich kümmert?",
    "Und wer ist Nils Schmid?",
    "Und was befahl Tokajew den Sicherheitskräften?",
    "Aber wann findet der Online-Gipfel statt?",
    "Wer ist tokajew?",
    "wer ist tokajew",
    "wofür steht ovks?",
    "wann ist der online-gipfel?",
    "was sagte schmid?",
    "wer hat das haus gebaut",
    "was kostet das auto",
    "Wem gehört das alte Schloss?",
    "Wie hieß das in den 1970ern aufgeführte Stück?",
    "Das Innenministerium teilte was mit?",
    "Wie viele Demonstranten wurden getötet?",
    "Wie viele Einwohner hat Kasachstan?",
    "Welche Länder sind Mitglieder der Organisation der Turkstaaten?",
    "Was ist der Online-Gipfel?",
    "Wer bist du?",
    "Was kannst du?",
    "Was gibt es Neues?",
    "Wie geht es dir?",
    "Online-Gipfel Turkstaaten",
    "Kasachstan",
    "Nenne die Mitglieder der OTS.",
    "Wie kam es zu den Unruhen?",
    "Handelt es sich um einen Putsch?",
    "Welche Partei hat ihr Programm geändert?",
    "Was bedeutet die Abkürzung OSZE?",
    "Wo steht das Schloss Neuschwanstein?",
    "Wann kommt das neue Gesetz?",
    "Who is Nils Schmid?",
    "who is tokayev?",
    "What does OVKS stand for?",
    "Is it true that Russia sent soldiers?",
    "What did Tokayev say he would do?",
    "How does China justify its policy?",
    "Is there a summit of the Turkic states?",
    "How many dead are there in Kazakhstan?",
    "What is this article about?",
    "And who praised Tokayev?",
    "When does the summit of the Turkic states begin?",
    "Who wrote the book that won the prize?",
    "Which countries belong to the alliance?",
    "What happened in Kazakhstan?",
    "What can you do?",
    "Who are you?",
    "How long does it take to get to Berlin?",
    "What happened this year in Berlin?",
]


@pytest.mark.parametrize(
    ("question", "missing"), [(question, missing) for missing, questions in ELLIPTIC.items() for question in questions]
)
def test_a_question_that_leaves_something_out_is_recognised(question: str, missing: Gap) -> None:
    assert gap(question) is missing


@pytest.mark.parametrize("question", COMPLETE)
def test_a_complete_question_lacks_nothing(question: str) -> None:
    assert gap(question) is Gap.NOTHING


def test_no_question_of_the_article_lacks_anything() -> None:
    lines = (ROOT / "tests" / "questions" / "article.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if gap(json.loads(line)["question"]) is not Gap.NOTHING] == []


@pytest.mark.parametrize(
    "text", ["", "?!", "()", "/", "🙂", "à", "日本語?", "Und", "Und?", "and", "In", "das", "a" * 3_000]
)
def test_odd_texts_lack_nothing_or_something_and_never_break(text: str) -> None:
    assert gap(text) in Gap
