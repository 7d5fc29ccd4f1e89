"""Numbers of spreadsheet cells as a reader sees them: dates, percentages, decimals and currencies by their format.

Knows number formats of Office Open XML, no files. Digits that are shown are never fewer than those that are stored.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 39: "#,##0.00",
    40: "#,##0.00", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip
_EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})

_CURRENCY = re.compile(r"\[\$([^\]-]+)(?:-[^\]]*)?\]|[€£¥]|\$(?!-)")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DECIMALS = re.compile(r"[0#?]\.(0+)")
_LONGEST_CODE = 255
_SIGNIFICANT_DIGITS = 15
_LONGEST_PLAIN_EXPONENT = 20
_FIRST_DAY = datetime(1899, 12, 31)  # noqa: DTZ001 - cells have no time zone
_FIRST_DAY_OF_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_DAY_THAT_NEVER_WAS = 60
"""29 February 1900, which Excel counts."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a format code says about how a number is shown."""

    has_date: bool = False
    has_day: bool = False
    has_time: bool = False
    is_elapsed: bool = False
    is_percentage: bool = False
    decimals: int = 0
    currency: str = ""


def built_in_code(number: int) -> str:
    """The code of a format that every program knows by its number; that of a general number for any other."""
    return "yyyy-mm-dd" if number in _EAST_ASIAN_DATES else _BUILT_IN.get(number, "General")


@functools.lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat:
    """What a format code says, by its part for positive numbers.

    Parameters
    ----------
    code
        As in the file.

    Returns
    -------
    NumberFormat
        Of a general number if the code says nothing.

    Examples
    --------
    >>> price = number_format('#,##0.00 [$€-407]')
    >>> price.decimals, price.currency
    (2, '€')
    >>> number_format('dd.mm.yyyy').has_day, number_format('"Tag" 0').has_date
    (True, False)
    """
    section = code[:_LONGEST_CODE].split(";", 1)[0]
    currency = _CURRENCY.search(section)
    elapsed = bool(_ELAPSED.search(section))
    shown = _NOT_SHOWN.sub("", section).lower()
    if shown in {"general", "standard", "@"}:
        return NumberFormat()
    has_time = elapsed or bool(re.search(r"[hs]", shown))
    has_date = bool(re.search(r"[yd]", shown)) or ("m" in shown and not has_time)
    decimals = _DECIMALS.search(shown)
    return NumberFormat(
        has_date=has_date,
        has_day="d" in shown,
        has_time=has_time,
        is_elapsed=elapsed,
        is_percentage="%" in shown,
        decimals=len(decimals[1]) if decimals else 0,
        currency=(currency[1] or currency[0]) if currency else "",
    )


@functools.lru_cache(maxsize=4096)
def shown_number(value: str, shown_as: NumberFormat, *, from_1904: bool = False, mark: str = ",") -> str:
    """The text of a number.

    Parameters
    ----------
    value
        As stored, with a point.
    shown_as
        The format of the cell.
    from_1904
        Whether days are counted from 1904.
    mark
        Between whole and decimals.

    Returns
    -------
    str
        Dates as in ISO 8601; what is not a number comes back as it is.

    Examples
    --------
    >>> shown_number("0.30000000000000004", number_format("General"))
    '0,3'
    >>> shown_number("12.5", number_format("#,##0.00 [$€-407]")), shown_number("0.19", number_format("0%"))
    ('12,50 €', '19 %')
    >>> shown_number("45352", number_format("dd.mm.yyyy"))
    '2024-03-01'
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    if shown_as.has_date or shown_as.has_time:
        return _moment(number, shown_as, from_1904=from_1904) or value
    if shown_as.is_percentage:
        number *= 100
    text = _plain(number, shown_as.decimals).replace(".", mark)
    unit = "%" if shown_as.is_percentage else shown_as.currency
    return f"{text} {unit}" if unit else text


def _plain(number: Decimal, decimals: int) -> str:
    """Without the noise of binary fractions behind the digits that count."""
    rounded = Decimal(f"{number:.{_SIGNIFICANT_DIGITS}g}").normalize()
    if abs(rounded.adjusted()) > _LONGEST_PLAIN_EXPONENT:
        return f"{rounded:g}"
    text = f"{rounded:f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


def _moment(number: Decimal, shown_as: NumberFormat, *, from_1904: bool) -> str:
    """A date, a time or a length of time; empty if there is no such day."""
    seconds = round(number * 86_400)
    if shown_as.is_elapsed or (not shown_as.has_date and number >= 1):
        hours, rest = divmod(abs(seconds), 3600)
        return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    if number < 0:
        return ""
    before_the_day = not from_1904 and number < _DAY_THAT_NEVER_WAS
    first = _FIRST_DAY_OF_1904 if from_1904 else _FIRST_DAY - timedelta(days=0 if before_the_day else 1)
    try:
        moment = first + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    date = moment.date().isoformat() if shown_as.has_day else moment.date().isoformat()[: len("2024-03")]
    time = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    return " ".join([date] * shown_as.has_date + [time] * shown_as.has_time)
