"""Tables as text, one record a line, to blocks: a row is a paragraph with the names of its columns.

Which character separates the columns is found out; Excel takes a semicolon where the comma is in the numbers.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from retrieval.documents.loading.blocks.blocks import ConversionError, Extracted
from retrieval.documents.loading.blocks.rows import bounded, sheet_blocks
from retrieval.documents.loading.containers.decoding import UndecodableError, decode
from retrieval.documents.skipped import Limits

_SEPARATORS = ";,\t|"
_NOTHING_SEPARATES = "\x1f"
_MINIMUM_AGREEMENT = 0.5
_EXAMINED_RECORDS = 100
_EXAMINED_CHARACTERS = 200_000


def convert_csv(data: bytes, limits: Limits) -> Extracted:
    """The rows of a table.

    Parameters
    ----------
    data
        The file, in any character set.
    limits
        Bounds the text.

    Returns
    -------
    Extracted
        Without a title.

    Raises
    ------
    ConversionError
        If it is not text, or too much.
    """
    try:
        text = decode(data)
    except UndecodableError as error:
        raise ConversionError(error.reason, error.detail) from error
    with _cells_of_any_length(text):
        separator, text = _announced(text)
        records = _records(text, separator or _separator(text))
        return Extracted(tuple(bounded(sheet_blocks(records), limits)))


def _announced(text: str) -> tuple[str, str]:
    """The separator that Excel announces in a line of its own, and the rest."""
    first, _, rest = text.partition("\n")
    announced = first.strip().strip('"').lower()
    if announced.startswith("sep=") and len(announced) == len("sep=;"):
        return announced[-1], rest
    return ("\t", rest) if announced == "sep=" else ("", text)


def _separator(text: str) -> str:
    r"""The one that gives the most records the same number of columns; among equals that with more columns.

    Where few agree the commas are those of sentences, and a line is one cell.

    >>> _separator("Name;Betrag\nMüller;12,50\nMeier;3,00")
    ';'
    """
    sample = text[:_EXAMINED_CHARACTERS]

    def agreement(separator: str) -> tuple[float, int]:
        widths = Counter(len(record) for record in islice(_records(sample, separator), _EXAMINED_RECORDS) if record)
        wide = [(count, width) for width, count in widths.items() if width > 1]
        count, width = max(wide, default=(0, 0))
        return count / (sum(widths.values()) or 1), width

    best = max(_SEPARATORS, key=agreement)
    return best if agreement(best)[0] >= _MINIMUM_AGREEMENT else _NOTHING_SEPARATES


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """The records; where a quotation mark is never closed, the marks are taken for text."""
    lines = (f"{line}\n" for line in text.split("\n"))
    if text.count('"') % 2:
        return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=separator)


@contextmanager
def _cells_of_any_length(text: str) -> Iterator[None]:
    """The library has one limit for all its readers."""
    before = csv.field_size_limit(len(text) + 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)
