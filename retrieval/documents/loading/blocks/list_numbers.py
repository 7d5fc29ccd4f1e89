"""Numbers as lists write them: decimal, letters, Roman.

Knows no format; the way of writing is named by how it writes 1.
"""

from __future__ import annotations

_ROMAN_VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN_LETTERS = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
_LARGEST_ROMAN = 4000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGEST_LETTERS = 9


def written_number(number: int, one: str) -> str:
    """A number of a list.

    Parameters
    ----------
    number
        From 1; what is too small or too large for a way of writing becomes decimal.
    one
        ``"1"``, ``"01"``, ``"a"``, ``"A"``, ``"i"`` or ``"I"``.

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


def _roman(number: int) -> str:
    text = ""
    for value, letters in zip(_ROMAN_VALUES, _ROMAN_LETTERS, strict=True):
        text += letters * (number // value)
        number %= value
    return text
