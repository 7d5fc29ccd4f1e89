"""What is sent to a chat: text, the formatting of its stretches, and the buttons beneath it.

Pure records, checked by their constructors. Formatting is a list of stretches and never markup, so that no text can
break or inject any. Knows nothing of any library.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

MAXIMUM_DATA_BYTES = 64
FIRST_OF_TWO_UNITS = 0x10000
EMPTY_GLYPHS = "\u115f\u1160\u2800\u3164\uffa0\ufffc"
"""Letters and symbols that look like a space; the Bot API takes a text of them for an empty one."""
REMOVED_COMBINING_MARKS = "\u030a\u0333\u033f"
"""Combining marks that the Bot API removes."""


class EntityKind(StrEnum):
    """How a stretch is formatted; the values are the names of the Bot API."""

    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    BLOCKQUOTE = "blockquote"
    EXPANDABLE_BLOCKQUOTE = "expandable_blockquote"


BLOCKQUOTES = frozenset({EntityKind.BLOCKQUOTE, EntityKind.EXPANDABLE_BLOCKQUOTE})


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of ``Message.text`` and how it is formatted; in code points, end exclusive.

    Raises
    ------
    ValueError
        If not ``0 <= start < end``.
    """

    kind: EntityKind
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an entity needs 0 <= start < end, got {self.start}:{self.end}")


@dataclass(frozen=True, slots=True)
class Button:
    """A button beneath a message; ``data`` comes back when it is pressed.

    Raises
    ------
    ValueError
        If there is nothing to read on it, or its data is not 1 to 64 bytes long.
    """

    text: str
    data: str

    def __post_init__(self) -> None:
        if is_blank(self.text):
            raise ValueError("a button needs a text")
        if not 1 <= len(self.data.encode()) <= MAXIMUM_DATA_BYTES:
            raise ValueError(f"the data of a button is 1 to {MAXIMUM_DATA_BYTES} bytes long: {self.data!r}")


@dataclass(frozen=True, slots=True)
class Message:
    """Text with its formatting and rows of buttons.

    Entities are nested or disjoint; block quotes hold no block quote, and code holds nothing and stands in nothing but
    a block quote. The length is not limited here: ``splitting`` sees to that.

    Raises
    ------
    ValueError
        If there is nothing to read, if a character cannot be encoded, or if the formatting is not as described.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()

    def __post_init__(self) -> None:
        if is_blank(self.text):
            raise ValueError("a message needs a text")
        if any("\ud800" <= character <= "\udfff" for character in self.text):
            raise ValueError("half of a surrogate pair cannot be sent")
        for entity in self.entities:
            if entity.end > len(self.text):
                raise ValueError(f"{entity} ends outside the text of {len(self.text)} characters")
            if is_blank(self.text[entity.start : entity.end]):
                raise ValueError(f"there is nothing to read in {entity}")
        around: list[Entity] = []
        for entity in sorted(self.entities, key=lambda entity: entity.start):
            around = [other for other in around if other.end > entity.start]
            if not all(fit_together(entity, other) for other in around):
                raise ValueError(f"{entity} overlaps another as the Bot API does not allow")
            around.append(entity)


def with_remark(message: Message, remark: str) -> Message:
    """A message with a line above it."""
    above = f"{remark}\n\n"
    moved = tuple(Entity(e.kind, e.start + len(above), e.end + len(above)) for e in message.entities)
    return replace(message, text=above + message.text, entities=moved)


def fit_together(one: Entity, other: Entity) -> bool:
    """Whether two entities may stand in the same message.

    >>> fit_together(Entity(EntityKind.BOLD, 0, 4), Entity(EntityKind.ITALIC, 2, 6))
    False
    """
    if one.end <= other.start or other.end <= one.start:
        return True
    inner, outer = sorted((one, other), key=lambda entity: (entity.end - entity.start, entity.kind in BLOCKQUOTES))
    if not (outer.start <= inner.start and inner.end <= outer.end):
        return False
    if inner.kind in BLOCKQUOTES or inner.kind is outer.kind or outer.kind is EntityKind.CODE:
        return False
    return inner.kind is not EntityKind.CODE or outer.kind in BLOCKQUOTES


def is_blank(text: str) -> bool:
    r"""Whether there is nothing to see in a text: the Bot API refuses such messages and drops such entities.

    >>> is_blank(" \u200b\u2800"), is_blank(" . ")
    (True, False)
    """
    return all(
        character.isspace()
        or character in EMPTY_GLYPHS
        or character in REMOVED_COMBINING_MARKS
        or unicodedata.category(character) in {"Cc", "Cf"}
        for character in text
    )


def utf16_length(text: str) -> int:
    """How long a text is in UTF-16 units, in which the Bot API counts.

    >>> utf16_length("a😀")
    3
    """
    return len(text) + sum(ord(character) >= FIRST_OF_TWO_UNITS for character in text)


def utf16_entities(message: Message) -> tuple[tuple[EntityKind, int, int], ...]:
    """Kind, offset and length of every entity, in UTF-16 units."""
    edges = sorted({0, *(edge for entity in message.entities for edge in (entity.start, entity.end))})
    units = {0: 0}
    for start, end in pairwise(edges):
        units[end] = units[start] + utf16_length(message.text[start:end])
    return tuple(
        (entity.kind, units[entity.start], units[entity.end] - units[entity.start]) for entity in message.entities
    )
