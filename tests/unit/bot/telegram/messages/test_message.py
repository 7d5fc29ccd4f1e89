"""A message that exists is one that the Bot API takes, but for its length."""

from __future__ import annotations

import pytest

from bot.telegram.messages.message import (
    Button,
    Entity,
    EntityKind,
    Message,
    is_blank,
    utf16_entities,
    utf16_length,
    with_remark,
)

BOLD, ITALIC, CODE = EntityKind.BOLD, EntityKind.ITALIC, EntityKind.CODE
QUOTE, FOLDED = EntityKind.BLOCKQUOTE, EntityKind.EXPANDABLE_BLOCKQUOTE


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u2800\u3164", "\u202e\u200d"])
def test_a_message_says_something(text: str) -> None:
    assert is_blank(text)
    with pytest.raises(ValueError, match="needs a text"):
        Message(text)


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        Message("a\ud83d")


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2)])
def test_an_entity_covers_something(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="start < end"):
        Entity(BOLD, start, end)


def test_an_entity_lies_inside_the_text() -> None:
    with pytest.raises(ValueError, match="outside"):
        Message("abc", (Entity(BOLD, 1, 4),))


def test_an_entity_of_white_space_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to read"):
        Message("a  b", (Entity(BOLD, 1, 3),))


@pytest.mark.parametrize(
    "entities",
    [
        (Entity(BOLD, 0, 4), Entity(ITALIC, 2, 6)),
        (Entity(FOLDED, 0, 9), Entity(QUOTE, 2, 6)),
        (Entity(FOLDED, 0, 9), Entity(FOLDED, 0, 9)),
        (Entity(CODE, 0, 9), Entity(BOLD, 2, 6)),
        (Entity(BOLD, 0, 9), Entity(CODE, 2, 6)),
        (Entity(BOLD, 0, 9), Entity(BOLD, 2, 6)),
        (Entity(BOLD, 0, 9), Entity(QUOTE, 2, 6)),
        (Entity(FOLDED, 0, 9), Entity(BOLD, 2, 5), Entity(CODE, 4, 6)),
        (Entity(BOLD, 5, 9), Entity(ITALIC, 0, 6)),
    ],
)
def test_entities_that_the_bot_api_would_refuse_are_refused(entities: tuple[Entity, ...]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        Message("abcdefghi", entities)


@pytest.mark.parametrize(
    "entities",
    [
        (Entity(FOLDED, 0, 9), Entity(CODE, 0, 9)),
        (Entity(CODE, 0, 9), Entity(FOLDED, 0, 9)),
        (Entity(FOLDED, 0, 9), Entity(BOLD, 2, 6), Entity(ITALIC, 2, 6)),
        (Entity(CODE, 0, 3), Entity(CODE, 3, 6), Entity(BOLD, 6, 9)),
    ],
)
def test_entities_may_be_nested_or_disjoint(entities: tuple[Entity, ...]) -> None:
    assert Message("abcdefghi", entities).entities == entities


@pytest.mark.parametrize("data", ["", "x" * 65, "ä" * 33])
def test_the_data_of_a_button_is_1_to_64_bytes(data: str) -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Button("¶1", data)


def test_a_button_can_be_read() -> None:
    with pytest.raises(ValueError, match="needs a text"):
        Button(" ", "x")


def test_lengths_and_offsets_are_counted_as_utf_16() -> None:
    message = Message("😀 a 👍🏽 b", (Entity(BOLD, 2, 3), Entity(CODE, 4, 6)))
    assert utf16_length(message.text) == len(message.text.encode("utf-16-le")) // 2
    assert utf16_entities(message) == ((BOLD, 3, 1), (CODE, 5, 4))


def test_a_remark_stands_above_and_moves_the_formatting() -> None:
    message = with_remark(Message("fett", (Entity(EntityKind.BOLD, 0, 4),)), "Älter.")
    entity = message.entities[0]
    assert message.text == "Älter.\n\nfett"
    assert message.text[entity.start : entity.end] == "fett"
