"""Running text, put together from the pieces between marks: white space of the source is one space, breaks are kept.

Beside it what stands before an item of a list. Knows no format.
"""

from __future__ import annotations

import re

_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_WHOLE_NUMBER = re.compile(r"\s*-?[0-9]{1,9}\s*")
_ROMAN_VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN_LETTERS = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
_LARGEST_ROMAN = 4000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGEST_LETTERS = 9


class RunningText:
    """The paragraph that is being read."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._after_break = False

    def break_line(self) -> bool:
        """End the line; whether it was ended already, so that there is an empty one, as between paragraphs."""
        is_empty = self._after_break
        self._pieces.append("\n")
        self._after_break = True
        return is_empty

    def add(self, text: str | None) -> None:
        """Text whose line ends mean nothing."""
        if text:
            self._pieces.append(_SPACE.sub(" ", text))
            self._after_break = self._after_break and not text.strip()

    def add_literal(self, text: str | None) -> None:
        """Text whose line ends are line ends."""
        if text:
            self._pieces.append(text)
            self._after_break = False

    def take(self) -> str:
        """What was added since it was last taken; empty if there was nothing to see."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._after_break = False
        return "\n".join(line for line in (" ".join(part.split()) for part in text.split("\n")) if line)


def item_marker(depth: int, number: int | None = None) -> str:
    """What stands before an item of a list.

    Parameters
    ----------
    depth
        1 for an item of the list itself, more for one of a list inside an item.
    number
        Of the item; ``None`` in a list without numbers.

    Returns
    -------
    str
        With the space behind it.
    """
    if number is not None:
        return f"{number}. "
    return "– " if depth == 1 else "· "


def written_number(number: int, one: str) -> str:
    """A number of a list.

    Parameters
    ----------
    number
        From 1; what is too small or too large for a way of writing becomes decimal.
    one
        How the list writes 1: ``"1"``, ``"01"``, ``"a"``, ``"A"``, ``"i"`` or ``"I"``.

    Returns
    -------
    str
        Without the marks around it.

    Examples
    --------
    >>> [written_number(28, one) for one in ("1", "a", "I")], written_number(7, "01")
    (['28', 'bb', 'XXVIII'], '07')
    """
    text = str(number)
    if one == "01":
        text = f"{number:02}"
    elif one in {"a", "A"} and 0 < number <= len(_LETTERS) * _LONGEST_LETTERS:
        text = _LETTERS[(number - 1) % len(_LETTERS)] * ((number - 1) // len(_LETTERS) + 1)
    elif one in {"i", "I"} and 0 < number < _LARGEST_ROMAN:
        text = _roman(number)
    return text.upper() if one.isupper() else text


def whole_number(text: str | None, otherwise: int) -> int:
    """The number that an attribute holds.

    Parameters
    ----------
    text
        Of the attribute; ``None`` if it is not there.
    otherwise
        What it is if there is no such number.

    Returns
    -------
    int
        At most nine digits and a sign.
    """
    match = _WHOLE_NUMBER.fullmatch(text or "")
    return int(match.group()) if match else otherwise


def _roman(number: int) -> str:
    text = ""
    for value, letters in zip(_ROMAN_VALUES, _ROMAN_LETTERS, strict=True):
        text += letters * (number // value)
        number %= value
    return text
