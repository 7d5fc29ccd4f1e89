"""A conversation with real documents: questions, citations to look at, and what is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant import Assistant, question_language
from bot.errors import CitationNotFoundError, NothingToShowError, ShowUsageError
from retrieval import (
    Abstention,
    Answer,
    BelegError,
    DocumentNotFoundError,
    EmptyQuestionError,
    Engine,
    ParagraphNotFoundError,
    QueryParameters,
)

LIBRARY = """Die Stadtbibliothek ist dienstags bis samstags von 10 bis 18 Uhr geöffnet. Montags bleibt sie geschlossen.

Ein Leseausweis kostet 15 Euro im Jahr. Für Kinder und Jugendliche ist der Leseausweis kostenlos.
"""
POOL = """The swimming pool opens at seven in the morning. The sauna is closed in summer.

Children under six swim free of charge when an adult is with them.
"""
QUESTION = "Was kostet ein Leseausweis?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assistant")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "bibliothek.txt").write_text(LIBRARY, encoding="utf-8")
    (folder / "seeds" / "pool.md").write_text(POOL, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    return Engine.open(folder / "seeds", folder / "index")


@pytest.fixture(scope="module")
def strict(folder: Path) -> Engine:
    """The same documents, asked for more support than there ever is."""
    return Engine.open(folder / "seeds", folder / "index", parameters=QueryParameters(threshold=1.0))


@pytest.fixture
def assistant(engine: Engine) -> Assistant:
    return Assistant(engine, "de")


def test_an_answer_carries_an_emphasis_for_each_citation(assistant: Assistant) -> None:
    turn = assistant.ask(QUESTION)
    reply = turn.explanation.reply
    assert isinstance(reply, Answer)
    assert reply.citations[0].quote.startswith("Ein Leseausweis kostet 15 Euro")
    assert len(turn.emphasis) == len(reply.citations)
    assert "Leseausweis" in [span.slice(reply.citations[0].quote) for span in turn.emphasis[0]]


def test_an_abstention_names_near_paragraphs_without_doubles(strict: Engine) -> None:
    turn = Assistant(strict, "de").ask(QUESTION)
    assert isinstance(turn.explanation.reply, Abstention)
    places = [(found.paragraph.document_id, found.paragraph.number) for found in turn.near]
    assert 0 < len(places) == len(set(places)) <= 3


def test_the_language_is_that_of_the_last_question(assistant: Assistant) -> None:
    assert assistant.language == "de"
    assistant.ask("When does the swimming pool open?")
    assert assistant.language == "en"
    assistant.ask(QUESTION)
    assert assistant.language == "de"


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Was kostet das?", "de"), ("What does it cost?", "en"), ("", "en"), ("1234 ?!", "en"), ("😀", "en")],
)
def test_a_question_without_letters_leaves_the_language_as_it_is(question: str, expected: str) -> None:
    assert question_language(question, "en") == expected


@pytest.mark.parametrize("wanted", ["1", "[1]", " 1 "])
def test_show_opens_the_paragraph_of_a_citation_with_the_quote_marked(assistant: Assistant, wanted: str) -> None:
    reply = assistant.ask(QUESTION).explanation.reply
    assert isinstance(reply, Answer)
    shown = assistant.show(wanted)
    assert shown.paragraphs[0].paragraph.number == reply.citations[0].paragraph
    assert shown.emphasis[0].slice(shown.paragraphs[0].text) == reply.citations[0].quote


def test_show_opens_what_was_near_after_an_abstention(strict: Engine) -> None:
    assistant = Assistant(strict, "de")
    turn = assistant.ask(QUESTION)
    assert assistant.show("1").paragraphs == turn.near[:1]


@pytest.mark.parametrize("wanted", ["bibliothek.txt 2", "bibliothek.txt ¶2", '"bibliothek.txt" 2'])
def test_show_opens_a_paragraph_by_name_and_number(assistant: Assistant, wanted: str) -> None:
    assert assistant.show(wanted).paragraphs[0].text.startswith("Ein Leseausweis")


def test_show_opens_a_whole_document_by_its_name(assistant: Assistant) -> None:
    assert [found.paragraph.number for found in assistant.show("pool.md").paragraphs] == [1, 2]


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ("", ShowUsageError),
        ("99", CitationNotFoundError),
        ("0", CitationNotFoundError),
        ("nowhere.txt 1", DocumentNotFoundError),
        ("nowhere.txt", DocumentNotFoundError),
        ("pool.md 99", ParagraphNotFoundError),
        ("pool.md 0", ParagraphNotFoundError),
        ("12345678901234567890", DocumentNotFoundError),
    ],
)
def test_show_says_what_is_not_there(assistant: Assistant, wanted: str, error: type[BelegError]) -> None:
    assistant.ask(QUESTION)
    with pytest.raises(error):
        assistant.show(wanted)


def test_why_is_the_last_question(assistant: Assistant) -> None:
    turn = assistant.ask(QUESTION)
    assert assistant.why() is turn
    assert turn.explanation.fused[0].passage.document_id == "bibliothek.txt"


def test_before_the_first_question_there_is_nothing_to_show_or_explain(assistant: Assistant) -> None:
    with pytest.raises(NothingToShowError):
        assistant.show("1")
    with pytest.raises(NothingToShowError):
        assistant.why()


def test_after_starting_over_nothing_is_remembered(assistant: Assistant) -> None:
    assistant.ask("When does the swimming pool open?")
    assistant.forget()
    assert assistant.language == "de"
    with pytest.raises(NothingToShowError):
        assistant.why()


def test_a_question_that_cannot_be_asked_leaves_the_last_reply_alone(assistant: Assistant) -> None:
    turn = assistant.ask(QUESTION)
    with pytest.raises(EmptyQuestionError):
        assistant.ask(" \n ")
    assert assistant.why() is turn


def test_two_conversations_do_not_know_of_each_other(engine: Engine) -> None:
    first, second = Assistant(engine, "de"), Assistant(engine, "de")
    first.ask(QUESTION)
    with pytest.raises(NothingToShowError):
        second.why()


def test_the_sources_are_listed(assistant: Assistant) -> None:
    listing = assistant.sources()
    assert [(source.document_id, source.paragraphs, source.language) for source in listing.sources] == [
        ("bibliothek.txt", 2, "de"),
        ("pool.md", 2, "en"),
    ]
