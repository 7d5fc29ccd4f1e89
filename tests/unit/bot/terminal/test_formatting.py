"""Replies look as people and programs expect at a terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Shown, Turn
from bot.i18n.phrases import Language
from bot.terminal import formatting
from retrieval import (
    Abstention,
    AbstentionReason,
    Answer,
    Citation,
    Explanation,
    Hit,
    Paragraph,
    Passage,
    QuotedParagraph,
    Reply,
    Span,
    Stage,
)
from tests.unit.bot.lines import plain

QUOTE = "Der Gipfel ist am 11. Januar."
LINKS = ("A" * 40,)
HIT = Hit(Passage("berichte/gipfel.txt", Span(10, 39), 6, 6), 1, 0.83, Stage.FUSED)


def citation(quote: str = QUOTE, page: int | None = None) -> Citation:
    return Citation(1, "berichte/gipfel.txt", "Der Gipfel", 6, page, Span(10, 10 + len(quote)), quote)


def answer(quote: str = QUOTE, text: str | None = None, page: int | None = None) -> Answer:
    return Answer("Wann ist der Gipfel?", text or f"{quote} [1]", (citation(quote, page),), (HIT,))


def turn(reply: Reply, language: Language = "de", near: tuple[QuotedParagraph, ...] = ()) -> Turn:
    explanation = Explanation(reply, language, (HIT,), (), (HIT,), (HIT,), 0.834, 0.5)
    return Turn(explanation, language, ((Span(4, 10),),) if isinstance(reply, Answer) else (), near, ())


def paragraph(text: str, number: int = 6, page: int | None = None, headings: tuple[str, ...] = ()) -> QuotedParagraph:
    span = Span(10, 10 + len(text))
    return QuotedParagraph(Paragraph("berichte/gipfel.txt", number, span, headings, page), "Der Gipfel", text)


def test_an_answer_is_the_quote_behind_its_marker_and_the_place_beneath() -> None:
    assert plain(formatting.turn_lines(turn(answer()))) == [
        "[1] „Der Gipfel ist am 11. Januar.“",
        "    berichte/gipfel.txt ¶6",
    ]


def test_an_answer_that_says_more_than_its_quotes_is_said_before_them() -> None:
    lines = plain(formatting.turn_lines(turn(answer(text="Am 11. Januar [1]."))))
    assert lines[:2] == ["Am 11. Januar [1].", ""]
    assert lines[2].startswith("[1] „")


@pytest.mark.parametrize(("language", "where"), [("de", "¶6, S. 3"), ("en", "¶6, p. 3")])
def test_a_page_is_named_where_there_is_one(language: Language, where: str) -> None:
    assert plain(formatting.turn_lines(turn(answer(page=3), language)))[1].endswith(where)


def test_the_words_of_the_question_are_emphasised_inside_the_quotation_marks() -> None:
    text = formatting.turn_lines(turn(answer()))[0].text
    assert [text.plain[span.start : span.end] for span in text.spans if span.style == "bold"] == ["Gipfel"]


def test_an_abstention_is_said_plainly_and_names_what_is_near() -> None:
    near = (paragraph("Indes kündigte die Organisation an. " * 5),)
    lines = plain(formatting.turn_lines(turn(Abstention("Warum?", AbstentionReason.NOT_SUPPORTED, (HIT,)), "de", near)))
    assert lines[0] == "Das beantworten die Dokumente nicht."
    assert lines[2:4] == ["Keine Antwort, aber in der Nähe:", "  1. berichte/gipfel.txt ¶6"]
    assert lines[4].endswith(" …")
    assert len(lines[4].strip()) <= 102


def test_an_abstention_without_hits_is_one_line() -> None:
    reply = Abstention("Why?", AbstentionReason.NOTHING_FOUND, ())
    assert plain(formatting.turn_lines(turn(reply, "en"))) == ["The documents say nothing about this."]


def test_paragraphs_are_numbered_and_each_heading_and_page_is_said_once() -> None:
    shown = Shown(
        (
            paragraph("Eins.", 9, 1, ("Anfang",)),
            paragraph("Zwei.", 10, 1, ("Anfang",)),
            paragraph("Drei.\r\n\r\n\tVier.", 11, 2, ("Anfang", "Teil")),
        )
    )
    assert plain(formatting.shown_lines(shown, "de")) == [
        "berichte/gipfel.txt  Der Gipfel",
        "",
        "S. 1",
        "     Anfang",
        "¶9   Eins.",
        "",
        "¶10  Zwei.",
        "",
        "S. 2",
        "     Anfang › Teil",
        "¶11  Drei.",
        "",
        "      Vier.",
    ]


def test_a_paragraph_that_changed_since_its_permalink_was_made_says_so() -> None:
    shown = Shown((paragraph("Eins.", 1, None, ()),), changed=True)
    assert "Der Absatz hat sich seither geändert." in plain(formatting.shown_lines(shown, "de"))


def test_why_shows_each_stage_and_the_verdict_in_the_language_of_the_question() -> None:
    german = plain(formatting.why_lines(turn(answer())))
    english = plain(formatting.why_lines(turn(answer(), "en")))
    assert german[1] == "   1      0,83    1 · 0,83    1 · 0,83           –  berichte/gipfel.txt ¶6"
    assert german[-1] == "Rückhalt 0,83 erreicht die Schwelle von 0,50: beantwortet."
    assert english[-1] == "Support 0.83 reaches the threshold of 0.50: answered."


def test_why_without_hits_says_so() -> None:
    reply = Abstention("Warum?", AbstentionReason.NOTHING_FOUND, ())
    nothing = Turn(Explanation(reply, "de", (), (), (), (), 0.0, 0.5), "de", (), (), ())
    assert plain(formatting.why_lines(nothing))[0] == "Kein Absatz kam infrage."


def test_the_object_of_an_answer_has_exactly_the_promised_names() -> None:
    value = json.loads(formatting.reply_json(answer(page=3), LINKS))
    assert value == {
        "question": "Wann ist der Gipfel?",
        "answered": True,
        "text": f"{QUOTE} [1]",
        "citations": [
            {
                "marker": 1,
                "document": "berichte/gipfel.txt",
                "title": "Der Gipfel",
                "paragraph": 6,
                "page": 3,
                "start": 10,
                "end": 39,
                "quote": QUOTE,
                "id": LINKS[0],
            }
        ],
        "hits": [{"rank": 1, "score": 0.83, "document": "berichte/gipfel.txt", "paragraph": 6}],
        "reason": None,
    }


def test_the_object_of_an_abstention_has_the_same_names() -> None:
    value = json.loads(formatting.reply_json(Abstention("Warum?", AbstentionReason.NOT_SUPPORTED, (HIT,)), LINKS))
    assert (value["answered"], value["text"], value["citations"], value["reason"]) == (False, "", [], "not_supported")
    assert value.keys() == json.loads(formatting.reply_json(answer(), LINKS)).keys()


@given(st.text(st.characters(), min_size=1))
def test_the_object_is_one_harmless_line_and_loses_nothing(quote: str) -> None:
    written = formatting.reply_json(answer(quote), LINKS)
    written.encode("utf-8")
    assert not any(character in written for character in "\n\r\x1b\x7f\x9b\u202e\u2028")
    assert json.loads(written)["citations"][0]["quote"] == quote


def test_umlauts_stay_readable_in_the_object() -> None:
    assert "Größe „x“" in formatting.reply_json(answer("Größe „x“"), LINKS)
