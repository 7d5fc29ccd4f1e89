"""Text of documents stays text: it is neither formatting nor anything to click on."""

from __future__ import annotations

import pytest
from rich.text import Text

from bot.presentation.formatting import EMPHASIS
from bot.telegram.messages.composing import Composition, clickable, excerpt, shown_name
from bot.telegram.messages.message import EntityKind, Message
from retrieval import Span

BOLD, ITALIC, CODE = EntityKind.BOLD, EntityKind.ITALIC, EntityKind.CODE
FOLDED = EntityKind.EXPANDABLE_BLOCKQUOTE


def composed(text: Text | str, **options: object) -> Message:
    composition = Composition()
    composition.text(text, **options)  # type: ignore[arg-type]
    return composition.message()


def stretches(message: Message, kind: EntityKind) -> list[str]:
    return [message.text[entity.start : entity.end] for entity in message.entities if entity.kind is kind]


@pytest.mark.parametrize(
    "word",
    [
        *["@durov", "/start", "/start@other_bot", "#plan", "#2026plan", "$EUR", "notes.md", "run.py", "t.me/durov"],
        *["https://localhost/x?y=z", "tg://resolve", "a.b@example.org", "EXAMPLE.ORG", "10.0.0.1", "müller.рф"],
    ],
)
def test_what_telegram_would_make_clickable_is_code(word: str) -> None:
    assert stretches(composed(f"Siehe ({word}), sagt er: „{word}“. Ende"), CODE) == [word, word]


@pytest.mark.parametrize(
    "text",
    [
        *["Das gilt z. B. nach Art. 5 Abs. 2.", "z.B. am 11.01.2026 um 12:30", "und/oder", "3.500,50 Euro", "Nr. #1"],
        *["Er ging.Der Rat blieb.", "Preis: 5 $", "km/h", "1.2.3", "Ende … usw.", "a / b"],
    ],
)
def test_prose_is_no_code(text: str) -> None:
    assert not composed(text).entities


def test_a_list_of_links_is_one_stretch() -> None:
    assert stretches(composed("Siehe a.de, b.de; c.de. Ende"), CODE) == ["a.de, b.de; c.de"]


def test_a_text_full_of_links_is_not_torn_into_hundreds_of_parts() -> None:
    message = composed("Text " + "und a.de " * 500 + "Ende")
    assert len(message.entities) == 1
    assert stretches(message, CODE)[0].startswith("a.de und a.de")


def test_emphasis_stops_at_what_is_code() -> None:
    message = composed(Text.assemble("a ", ("b notes.md c", EMPHASIS), " d"), kind=ITALIC)
    assert stretches(message, BOLD) == ["b", "c"]
    assert stretches(message, CODE) == ["notes.md"]
    assert stretches(message, ITALIC) == ["a b", "c d"]


def test_only_named_commands_stay_clickable() -> None:
    assert stretches(composed("/sources /show@other /status", commands=["sources", "show"]), CODE) == [
        "/show@other /status"
    ]


def test_letters_that_look_like_a_space_become_one() -> None:
    assert composed("a\u2800b\ufffc\u3164c").text == "a b  c"


def test_markup_is_text() -> None:
    text = "*fett* _kursiv_ `code` <b>x</b> [x](y) [1] &amp; ||spoiler||"
    assert composed(text) == Message(text)


def test_formatting_starts_and_ends_at_something_visible() -> None:
    composition = Composition()
    with composition.folded():
        composition.say(" a ", BOLD)
        composition.say("\n")
    composition.say(" ", BOLD)
    assert [(entity.start, entity.end) for entity in composition.message().entities] == [(1, 2), (1, 2)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.md", "a.md"),
        ("a\nb\x1b[31m.md", "a b\ufffd[31m.md"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\u2800", "?"),
        ("", "?"),
    ],
)
def test_a_name_is_one_harmless_line(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_very_long_name_keeps_its_beginning_and_its_end() -> None:
    name = shown_name("ordner/" * 500 + "datei.md")
    assert len(name) < 130
    assert name.startswith("ordner/")
    assert name.endswith("/datei.md")


def test_an_excerpt_of_an_endless_text_shows_the_emphasis() -> None:
    shown = excerpt("x " * 5_000 + "treffer" + " y" * 5_000, [Span(10_000, 10_007)], 1_000)
    assert len(shown.plain) < 1_010
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["treffer"]
    assert shown.plain.startswith("… x")
    assert shown.plain.endswith("y …")


def test_what_is_emphasised_outside_an_excerpt_is_left_out() -> None:
    shown = excerpt("abc def ghi", [Span(0, 1), Span(2, 6), Span(8, 11)], 5)
    assert shown.plain == "abc d …"
    assert [(span.start, span.end) for span in shown.spans] == [(0, 1), (2, 5)]


@pytest.mark.parametrize(("text", "shown"), [("  abc", "abc"), ("abc \n ", "abc"), (" abc def ", "abc …")])
def test_white_space_is_nothing_left_out(text: str, shown: str) -> None:
    assert excerpt(text, [], 5).plain == shown


def test_an_excerpt_without_emphasis_is_the_beginning() -> None:
    assert excerpt("abcdef", [], 3).plain == "abc …"
    assert excerpt("abc", [], 3).plain == "abc"


def test_neighbouring_stretches_do_not_overlap() -> None:
    found = clickable("a.de und b.de")
    assert found == [(0, 4), (9, 13)]
