"""Replies look as people and programs expect, and no document can steer a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Listing, Shown, Turn
from bot.i18n.phrases import Language
from bot.presentation import formatting, reporting
from bot.presentation.formatting import Line
from retrieval import (
    Abstention,
    AbstentionReason,
    Answer,
    BuildReport,
    Calibration,
    Changes,
    Citation,
    Explanation,
    Hit,
    Paragraph,
    Passage,
    QuotedParagraph,
    Reply,
    SkippedFile,
    SkipReason,
    Source,
    Span,
    Stage,
)

QUOTE = "Der Gipfel ist am 11. Januar."
HIT = Hit(Passage("berichte/gipfel.txt", Span(10, 39), 6, 6), 1, 0.83, Stage.FUSED)


def citation(quote: str = QUOTE, page: int | None = None) -> Citation:
    return Citation(1, "berichte/gipfel.txt", "Der Gipfel", 6, page, Span(10, 10 + len(quote)), quote)


def answer(quote: str = QUOTE, text: str | None = None, page: int | None = None) -> Answer:
    return Answer("Wann ist der Gipfel?", text or f"{quote} [1]", (citation(quote, page),), (HIT,))


def turn(reply: Reply, language: Language = "de", near: tuple[QuotedParagraph, ...] = ()) -> Turn:
    explanation = Explanation(reply, language, (HIT,), (), (HIT,), (HIT,), 0.834, 0.5)
    return Turn(explanation, language, ((Span(4, 10),),) if isinstance(reply, Answer) else (), near, ())


LINKS = ("A" * 40,)


def paragraph(text: str, number: int = 6, page: int | None = None, headings: tuple[str, ...] = ()) -> QuotedParagraph:
    span = Span(10, 10 + len(text))
    return QuotedParagraph(Paragraph("berichte/gipfel.txt", number, span, headings, page), "Der Gipfel", text)


def plain(lines: list[Line]) -> list[str]:
    return [f"{line.gutter.plain}{line.text.plain}".rstrip() for line in lines]


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


@pytest.mark.parametrize(
    ("quote", "language", "expected"),
    [
        ("Er kam.", "de", "„Er kam.“"),
        ("Er kam.", "en", "“Er kam.”"),
        ("„Er kam“, sagte sie.", "de", "»„Er kam“, sagte sie.«"),
        ("„Er kam.", "de", "»„Er kam.«"),
        ("„Er kam.“", "de", "„Er kam.“"),
        ("„Er“ und „sie“", "de", "»„Er“ und „sie“«"),
        ('He said "no".', "en", '«He said "no".»'),
    ],
)
def test_quotation_marks_do_not_clash_with_those_of_the_quote(quote: str, language: Language, expected: str) -> None:
    assert formatting.quoted(quote, (), language).plain == expected


def test_markup_in_a_document_is_shown_as_it_is() -> None:
    assert formatting.quoted("[bold]x[/bold] [1] :smile:", (), "de").plain == "„[bold]x[/bold] [1] :smile:“"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\ufffd[2J"),
        ("\x9b31m", "\ufffd31m"),
        ("a\x00b\x7fc", "a\ufffdb\ufffdc"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("a\r\nb\tc\u2028d", "a b c d"),
        ("\ud800", "\ufffd"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("Straße ¶ „x“", "Straße ¶ „x“"),
    ],
)
def test_control_characters_are_made_harmless(text: str, shown: str) -> None:
    assert formatting.harmless(text) == shown


@given(st.text(st.characters()))
def test_what_is_shown_can_be_printed_in_one_line(text: str) -> None:
    shown = formatting.harmless(text)
    shown.encode("utf-8")
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert len(shown.splitlines()) <= 1


@given(st.text(st.characters(), max_size=40), st.lists(st.tuples(st.integers(0, 38), st.integers(1, 9))))
def test_emphasis_never_changes_what_is_said(text: str, places: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in places]
    shown = formatting.emphasised(text, spans).plain
    assert "".join(shown.split()) == "".join(formatting.harmless(text).split())


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


def test_the_preview_of_a_text_without_spaces_is_cut_too() -> None:
    assert formatting.preview("x" * 300) == "x" * 100 + " …"


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


def report(changes: Changes, *, reused: int = 0, skipped: tuple[SkippedFile, ...] = ()) -> BuildReport:
    return BuildReport(changes, skipped, 2, 14, 3, reused, 0.25)


def test_a_first_build_is_one_line_and_the_names() -> None:
    lines = plain(reporting.report_lines(report(Changes(added=("a.txt", "b.md"))), "de"))
    assert lines == ["Index aufgebaut: 2 Dokumente, 14 Textstellen in 0,2 s.", "  neu: a.txt, b.md"]


def test_an_update_names_what_was_added_changed_and_removed() -> None:
    changes = Changes(("a.txt",), ("b.md",), ("c.txt",))
    lines = plain(reporting.report_lines(report(changes, reused=11), "en"))
    assert lines[1:] == ["  added: a.txt", "  changed: b.md", "  removed: c.txt"]


def test_many_names_are_cut() -> None:
    names = tuple(f"{number}.txt" for number in range(8))
    lines = plain(reporting.report_lines(report(Changes(added=names), reused=1), "de"))
    assert lines[1] == "  neu: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt und 3 weitere"


def test_a_skipped_file_is_named_with_its_reason_and_cannot_steer_the_terminal() -> None:
    skipped = (SkippedFile("\x1b[31mbild.png", SkipReason.BINARY),)
    lines = plain(reporting.report_lines(report(Changes(added=("a.txt",)), skipped=skipped), "de"))
    assert lines[-1] == "  übersprungen: \ufffd[31mbild.png: eine Binärdatei, kein Text"


def test_sources_stand_in_columns() -> None:
    listing = Listing(
        (Source("a.txt", "a", "text/plain", "de", 1, 0), Source("bericht.pdf", "b", "application/pdf", "fr", 12, 3)), ()
    )
    assert plain(reporting.sources_lines(listing, Path("seeds"), "de")) == [
        "2 Dokumente in seeds",
        "",
        "  a.txt        Text, 1 Absatz, Deutsch",
        "  bericht.pdf  PDF, 12 Absätze, 3 Seiten, fr",
    ]


@pytest.mark.parametrize(
    ("questions", "auroc", "expected"),
    [
        (100, 0.95, ["Target false-answer rate: 10%; about 89% of the answerable questions are then answered."]),
        (
            12,
            0.95,
            [
                "Target false-answer rate: 10%; about 88% of the answerable questions are then answered.",
                "This is mostly a prior estimate; there is too little text to measure it (generated questions: 12).",
            ],
        ),
        (100, 0.7, ["How well right answers can be told from wrong ones cannot be measured on these documents."]),
    ],
)
def test_what_to_expect_is_said_as_surely_as_it_is_known(questions: int, auroc: float, expected: list[str]) -> None:
    values = {"answerable": [3.0, 2.0], "unanswerable": [-2.8, 2.0], "auroc": auroc, "questions": questions}
    assert plain(reporting.calibration_lines(Calibration.from_json(values), 0.1, "en")) == expected
