"""A long message is cut where a reader would pause, and its formatting goes on."""

from __future__ import annotations

import pytest

from bot.telegram.messages.message import Button, Entity, EntityKind, Message, utf16_length
from bot.telegram.messages.splitting import split

BOLD, FOLDED = EntityKind.BOLD, EntityKind.EXPANDABLE_BLOCKQUOTE


def texts(text: str, maximum_units: int) -> list[str]:
    return [part.text for part in split(Message(text), maximum_units)]


def test_a_message_that_fits_stays_as_it_is() -> None:
    message = Message("a 😀", (Entity(BOLD, 0, 1),), ((Button("b", "data"),),))
    assert split(message, 4) == (message,)


def test_a_cut_between_paragraphs_comes_first() -> None:
    assert texts("Eins. Zwei.\nDrei.\n\nVier. Fünf sechs", 30) == ["Eins. Zwei.\nDrei.", "Vier. Fünf sechs"]


def test_then_between_lines() -> None:
    assert texts("Eins zwei drei.\nVier. Fünf sechs", 26) == ["Eins zwei drei.", "Vier. Fünf sechs"]


@pytest.mark.parametrize("end", [".", "!", "?", "…", ".“", ".«)"])
def test_then_between_sentences(end: str) -> None:
    assert texts(f"Eins zwei drei{end} Vier fünf sechs", 26) == [f"Eins zwei drei{end}", "Vier fünf sechs"]


def test_sentences_without_spaces_between_them_are_known() -> None:
    assert texts("今日は雨です。明日は晴れです。", 10) == ["今日は雨です。", "明日は晴れです。"]


def test_then_between_words() -> None:
    assert texts("eins zwei drei", 10) == ["eins zwei", "drei"]


def test_and_last_between_characters() -> None:
    assert texts("abcdefgh", 3) == ["abc", "def", "gh"]


def test_a_part_is_not_mostly_empty_for_the_sake_of_a_paragraph() -> None:
    assert texts("a\n\nbb cc dd ee ff gg", 18) == ["a\n\nbb cc dd ee ff", "gg"]


def test_an_early_pause_is_better_than_a_cut_through_a_word() -> None:
    assert texts("ab " + "x" * 12, 12) == ["ab", "x" * 12]


@pytest.mark.parametrize("whole", ["👩‍👩‍👧", "🇩🇪", "👍🏽", "e\u0301\u0301", "❤️", "\u1100\u1161\u11a8", "क्ष", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_what_is_drawn_as_one_stays_one(whole: str) -> None:
    text = f"aa{whole}{whole}bb"
    for maximum_units in range(utf16_length(whole), utf16_length(text)):
        parts = texts(text, maximum_units)
        assert "".join(parts) == text
        assert "".join(part.replace(whole, "") for part in parts) == "aabb"


def test_flags_may_be_cut_from_each_other() -> None:
    assert texts("🇩🇪🇫🇷🇮🇹", 6) == ["🇩🇪", "🇫🇷", "🇮🇹"]


def test_a_space_that_carries_an_accent_is_no_pause() -> None:
    assert texts("aa bbb \u0301ccc", 8) == ["aa", "bbb \u0301ccc"]


def test_a_character_with_more_accents_than_a_part_holds_is_cut() -> None:
    assert "".join(texts("a" + "\u0301" * 30, 10)) == "a" + "\u0301" * 30


def test_lengths_are_counted_in_utf_16_units() -> None:
    assert texts("😀" * 5, 4) == ["😀😀", "😀😀", "😀"]


def test_a_limit_that_not_every_character_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="hold"):
        split(Message("a"), 1)


def test_an_entity_that_fits_is_not_cut() -> None:
    message = Message("eins zwei drei vier", (Entity(BOLD, 5, 14),))
    assert split(message, 12) == (
        Message("eins"),
        Message("zwei drei", (Entity(BOLD, 0, 9),)),
        Message("vier"),
    )


def test_a_block_quote_of_6000_characters_goes_on_in_the_next_part() -> None:
    quote = "Ein Satz mit Wörtern. " * 300
    message = Message(f"Davor.\n\n{quote}danach.", (Entity(FOLDED, 8, 8 + len(quote)), Entity(BOLD, 4100, 4140)))
    parts = split(message)
    assert [[entity.kind for entity in part.entities] for part in parts] == [[FOLDED], [FOLDED, BOLD]]
    assert parts[0].text.endswith(".")
    bold = parts[1].entities[1]
    assert parts[1].text[bold.start : bold.end] == message.text[4100:4140].strip()


def test_a_part_has_at_most_100_entities() -> None:
    message = Message("a " * 250, tuple(Entity(BOLD, start, start + 1) for start in range(0, 500, 2)))
    assert [len(part.entities) for part in split(message)] == [100, 100, 50]


def test_a_block_quote_with_more_than_100_entities_in_it_is_cut() -> None:
    inner = tuple(Entity(BOLD, start, start + 1) for start in range(0, 400, 2))
    parts = split(Message("a " * 200, (Entity(FOLDED, 0, 400), *inner)))
    assert [len(part.entities) for part in parts] == [100, 100, 3]
    assert all(part.entities[0] == Entity(FOLDED, 0, len(part.text)) for part in parts)


def test_buttons_are_beneath_the_last_part() -> None:
    buttons = ((Button("b", "data"),),)
    assert [part.buttons for part in split(Message("a b c", (), buttons), 2)] == [(), (), buttons]


@pytest.mark.parametrize("invisible", [" ", "\n", "\u2800", "\u200b"])
def test_no_part_is_invisible(invisible: str) -> None:
    parts = split(Message("a" + invisible * 50 + "b", (), ((Button("b", "data"),),)), 10)
    assert [part.text.strip(invisible) for part in parts] == ["a", "b"]
    assert parts[-1].buttons
