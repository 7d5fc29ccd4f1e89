"""Texts of documents look as people expect in every channel, and none can steer a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.phrases import Language
from bot.presentation import formatting
from retrieval import Span


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


def test_the_preview_of_a_text_without_spaces_is_cut_too() -> None:
    assert formatting.preview("x" * 300) == "x" * 100 + " …"
