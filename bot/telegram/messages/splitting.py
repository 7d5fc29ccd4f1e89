"""Long messages as several that the Bot API takes, cut where a reader would pause.

Pure. Knows lengths, pauses and entities, nothing of what a message says.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from bot.telegram.messages.message import Entity, Message, is_blank, utf16_length

MAXIMUM_UNITS = 4096
MAXIMUM_ENTITIES = 100
LONGEST_CHARACTER_UNITS = 2

PAUSE = re.compile(r"\s+|(?<=[。！？])")
ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'“”»«’)\]]*$")
LONGEST_SENTENCE_END = 8
ZERO_WIDTH_JOINER = "\u200d"
ZERO_WIDTH_NON_JOINER = "\u200c"
VIRAMA_CLASS = 9


def split(message: Message, maximum_units: int = MAXIMUM_UNITS) -> tuple[Message, ...]:
    """The parts of a message, each of a length and with as many entities as the Bot API takes.

    Cuts are made between paragraphs, else lines, sentences, words, characters. An entity is only cut if it does not fit
    into one part; each piece then has its kind. White space at a cut is dropped.

    Parameters
    ----------
    message
        Of any length.
    maximum_units
        How many UTF-16 units a part may have.

    Returns
    -------
    tuple[Message, ...]
        At least one; the last has the buttons.

    Raises
    ------
    ValueError
        If there is not a character that would fit.
    """
    if maximum_units < LONGEST_CHARACTER_UNITS:
        raise ValueError(f"a part of {maximum_units} units cannot hold every character")
    cut_points = _CutPoints(message, maximum_units)
    parts = []
    start = _past_spaces(message.text, 0)
    while start < len(message.text):
        end = cut_points.next_cut(start)
        part = cut_out(message, start, end)
        if part is not None:
            parts.append(part)
        start = _past_spaces(message.text, end)
    return (*parts[:-1], replace(parts[-1], buttons=message.buttons))


def cut_out(message: Message, start: int, end: int) -> Message | None:
    """A stretch of a message with the entities in it, without white space around; None if nothing is to see in it."""
    text = message.text[start:end].rstrip()
    if is_blank(text):
        return None
    entities = []
    for entity in message.entities:
        first, last = trimmed(message.text, max(entity.start, start), min(entity.end, start + len(text)))
        if first < last and not is_blank(message.text[first:last]):
            entities.append(Entity(entity.kind, first - start, last - start))
    return Message(text, tuple(entities))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the white space at its ends; empty where there is nothing else.

    >>> trimmed(" ab ", 0, 4)
    (1, 3)
    """
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


class _CutPoints:
    """Where a message may be cut, and where best."""

    def __init__(self, message: Message, maximum_units: int) -> None:
        self._text = message.text
        self._maximum_units = maximum_units
        self._units = [0, *accumulate(map(utf16_length, message.text))]
        self._starts = sorted(entity.start for entity in message.entities)
        self._ends = sorted(entity.end for entity in message.entities)
        self._pauses = pauses(message.text)
        self._inside = bytearray(len(message.text) + 1)
        for entity in message.entities:
            if self._reach(entity.start) >= entity.end:
                self._inside[entity.start + 1 : entity.end] = b"\x01" * (entity.end - entity.start - 1)

    def next_cut(self, start: int) -> int:
        """Where the part that begins at ``start`` ends."""
        reach = self._reach(start)
        if reach == len(self._text):
            return reach
        # A pause of a lower kind is better than a part that is mostly empty.
        for earliest in (start + (reach - start) // 2, start):
            for pauses_of_kind in self._pauses:
                cut = self._last_free(pauses_of_kind, earliest, reach)
                if cut is not None:
                    return cut
        free = [cut for cut in range(reach, start, -1) if not self._inside[cut]]
        return next((cut for cut in free if not joins(self._text, cut)), free[0])

    def _reach(self, start: int) -> int:
        """How far a part that begins at ``start`` may go by its units and by its entities."""
        reach = bisect_right(self._units, self._units[start] + self._maximum_units) - 1
        first_too_many = bisect_right(self._ends, start) + MAXIMUM_ENTITIES
        return min([reach, *self._starts[first_too_many : first_too_many + 1]])

    def _last_free(self, positions: Sequence[int], earliest: int, latest: int) -> int | None:
        """The last position behind ``earliest`` that is in no entity which can stay whole."""
        for index in range(bisect_right(positions, latest) - 1, bisect_right(positions, earliest) - 1, -1):
            if not self._inside[positions[index]]:
                return positions[index]
        return None


def pauses(text: str) -> tuple[list[int], list[int], list[int], list[int]]:
    """The places between paragraphs, lines, sentences and words, ascending; each kind includes those before it."""
    paragraphs: list[int] = []
    lines: list[int] = []
    sentences: list[int] = []
    words: list[int] = []
    for found in PAUSE.finditer(text):
        if joins(text, found.end()):
            continue
        line_breaks = found[0].count("\n")
        kinds = [words]
        if line_breaks or ENDS_SENTENCE.search(text[max(0, found.start() - LONGEST_SENTENCE_END) : found.start()]):
            kinds.append(sentences)
        if line_breaks:
            kinds.append(lines)
        if line_breaks > 1:
            kinds.append(paragraphs)
        # Both ends of the white space: an entity may end in front of it or behind it.
        places = sorted({found.start(), found.end()})
        for kind in kinds:
            kind.extend(places)
    return paragraphs, lines, sentences, words


def joins(text: str, position: int) -> bool:
    r"""Whether the characters before and behind a position are drawn as one.

    Not the whole of Unicode's rules for graphemes, but what chats are made of: emoji, flags, accents, syllables.

    >>> joins("e\u0301", 1), joins("ab", 1)
    (True, False)
    """
    if not 0 < position < len(text):
        return False
    before, behind = text[position - 1], text[position]
    if unicodedata.category(behind).startswith("M") or ZERO_WIDTH_JOINER in {before, behind}:
        return True
    if behind == ZERO_WIDTH_NON_JOINER or unicodedata.combining(before) == VIRAMA_CLASS:
        return True
    if "\U0001f3fb" <= behind <= "\U0001f3ff" or "\U000e0020" <= behind <= "\U000e007f":
        return True
    if "\u1160" <= behind <= "\u11ff" and "\u1100" <= before <= "\u11ff":
        return True
    return is_regional(behind) and _regionals_before(text, position) % 2 == 1


def is_regional(character: str) -> bool:
    """Whether it is one of the letters of which two make a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regionals_before(text: str, position: int) -> int:
    first = position
    while first and is_regional(text[first - 1]):
        first -= 1
    return position - first


def _past_spaces(text: str, position: int) -> int:
    return trimmed(text, position, len(text))[0]
