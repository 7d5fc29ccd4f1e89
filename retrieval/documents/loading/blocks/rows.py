"""Rows of cells to blocks: which row names the columns, and how a row reads as a sentence with those names.

Every format with tables comes here. Knows cells as text, no format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from retrieval.documents.loading.blocks.blocks import Block, ConversionError
from retrieval.documents.loading.blocks.inline import whole_number
from retrieval.documents.skipped import Limits, SkipReason

Row = Sequence[str]

_ITEM_MARKERS = ("– ", "· ")
_PAIR = 2
_SEARCHED_FOR_NAMES = 30
_MAXIMUM_NAME_CHARACTERS = 80
_LONGEST_REPEATED_NAME = 200
_MAXIMUM_COLUMNS = 1_000
_MAXIMUM_SPAN = 1_000
_MAXIMUM_REPEATED_CHARACTERS = 400
_FILLED_SHARE = 0.6
_DIFFERENT_SHARE = 0.7
_MAXIMUM_BLOCK_CHARACTERS = 1500
"""What is listed together up to here is one paragraph; beyond, each row or item is one."""

_VALUE = re.compile(r"[-+−(~≈<>]?\s*[€$£]?\s*\d[\d.,:'’\s/TZ-]*(?:%|‰|€|\$|£|EUR|USD|CHF|Uhr|[a-zA-Z]{1,2}[²³]?)?\)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Grid:
    """The rows of a table whose cells may reach over several columns and rows."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._from_above: dict[int, tuple[int, str]] = {}
        self._reaching_down: dict[int, tuple[int, str]] = {}

    def open_row(self) -> None:
        """Begin a row."""
        self.rows.append([])
        self._from_above, self._reaching_down = self._reaching_down, {}

    def add(self, text: str, columns: int = 1, rows: int = 1, *, repeat: bool = False) -> None:
        """A cell, repeated in each row it reaches over, in each column only if ``repeat`` says so."""
        self._fill()
        line = self.rows[-1]
        for column in range(min(columns, _MAXIMUM_COLUMNS - len(line))):
            shown = text if column == 0 or repeat else ""
            if rows > 1 and len(shown) <= _MAXIMUM_REPEATED_CHARACTERS:
                self._reaching_down[len(line)] = (rows - 1, shown)
            line.append(shown)

    def above(self) -> str:
        """What stands in the row above at the place of the next cell."""
        row = self.rows[-2] if len(self.rows) > 1 else []
        column = len(self.rows[-1])
        return row[column] if column < len(row) and len(row[column]) <= _MAXIMUM_REPEATED_CHARACTERS else ""

    def close_row(self) -> None:
        """End a row."""
        self._fill()

    def _fill(self) -> None:
        """Put in what reaches down to the place of the next cell."""
        line = self.rows[-1]
        while len(line) in self._from_above:
            left, text = self._from_above[len(line)]
            if left > 1:
                self._reaching_down[len(line)] = (left - 1, text)
            line.append(text)


def cell_span(text: str | None) -> int:
    """How many columns or rows a cell reaches over, as its attribute says.

    >>> [cell_span(text) for text in ("3", "0", "many", None, "99999")]
    [3, 1, 1, 1, 1000]
    """
    return min(max(whole_number(text, 1), 1), _MAXIMUM_SPAN)


def table_blocks(rows: Sequence[Row], names_rows: int | None = None, page: int | None = None) -> list[Block]:
    r"""The blocks of a table in a text.

    Parameters
    ----------
    rows
        Cells in reading order; a row may be shorter than another.
    names_rows
        How many rows at the top name the columns; ``None`` if the format does not say.
    page
        Where the table stands.

    Returns
    -------
    list[Block]
        A row each, with the names of its columns; a small table without names is one block.

    Examples
    --------
    >>> [block.text for block in table_blocks([["Ort", "Einwohner"], ["Celle", "70.000"], ["Peine", "50.000"]], 1)]
    ['Ort: Celle; Einwohner: 70.000', 'Ort: Peine; Einwohner: 50.000']
    >>> [block.text for block in table_blocks([["Leitung", "Frau Ott"], ["Telefon", "0511 1234"]])]
    ['Leitung: Frau Ott\nTelefon: 0511 1234']
    """
    lines = [row for row in (_one_line(row) for row in rows) if any(row)]
    titles = []
    if len(lines) > 1 and len(lines[0]) > 1 and _filled(lines[0]) == 1 and _filled(lines[1]) > 1:
        titles.append(Block(row_text(lines.pop(0)), page=page))
        names_rows = max(names_rows - 1, 0) if names_rows is not None else None
    if names_rows is None:
        names_rows = 1 if _is_names(lines, in_sheet=False) else 0
    names_rows = min(names_rows, len(lines) - 1)
    if names_rows > 0:
        names = _joined_names(lines[:names_rows])
        return titles + [Block(row_text(row, names), page=page) for row in lines[names_rows:] if row != names]
    pairs = max((len(row) for row in lines), default=0) == _PAIR
    return titles + list_blocks([[_pair_text(row) if pairs else row_text(row)] for row in lines], page=page)


def sheet_blocks(rows: Iterable[Row]) -> Iterator[Block]:
    """The blocks of a sheet, which may be long: a row each.

    Parameters
    ----------
    rows
        Cells from the left; read as they are needed.

    Yields
    ------
    Block
        What stands above the names of the columns comes as it is, every row below with the names.
    """
    lines = (row for row in (_one_line(row) for row in rows) if any(row))
    head = list(islice(lines, _SEARCHED_FOR_NAMES))
    place = _names_place(head)
    names: Row = head[place] if place is not None else ()
    above = head[:place] if place is not None else []
    below = head[place + 1 :] if place is not None else head
    for row in above:
        yield Block(row_text(row))
    for row in chain(below, lines):
        if row != names:
            yield Block(row_text(row, names))


def bounded(blocks: Iterable[Block], limits: Limits) -> Iterator[Block]:
    """Blocks as long as they are not too much text: the names of the columns come again in every row.

    Parameters
    ----------
    blocks
        Of a sheet, or of several.
    limits
        Of the file.

    Yields
    ------
    Block
        Each.

    Raises
    ------
    ConversionError
        If there is more text than the limit.
    """
    characters = 0
    for block in blocks:
        characters += len(block.text)
        if characters > limits.maximum_text_characters:
            raise ConversionError(SkipReason.TOO_MUCH_TEXT)
        yield block


def row_text(cells: Row, names: Row = ()) -> str:
    """A row as one line.

    Parameters
    ----------
    cells
        Empty ones are left out.
    names
        Of the columns; a cell without one stands alone.

    Returns
    -------
    str
        Without line breaks.

    Examples
    --------
    >>> row_text(["Müller", "", "12,50"], ["Name", "Ort", "Betrag"])
    'Name: Müller; Betrag: 12,50'
    """
    named = ((names[column] if column < len(names) else "", cell) for column, cell in enumerate(cells) if cell)
    return "; ".join(f"{name.rstrip(':')}: {cell}" if name else cell for name, cell in named)


def list_blocks(items: Sequence[Sequence[str]], page: int | None = None) -> list[Block]:
    """A list as one block, its items as lines; the items of a very long one as a block each.

    Parameters
    ----------
    items
        The lines of each item.
    page
        Where the list stands.

    Returns
    -------
    list[Block]
        None if there is no line.
    """
    texts = ["\n".join(lines) for lines in items if lines]
    if sum(map(len, texts)) > _MAXIMUM_BLOCK_CHARACTERS:
        return [Block(text, page=page) for text in texts]
    return [Block("\n".join(texts), page=page)] if texts else []


def _one_line(row: Row) -> list[str]:
    return [_cell_line(cell) for cell in row]


def _cell_line(cell: str) -> str:
    """A cell without line breaks; a list in it is put in a row."""
    lines = cell.split("\n")
    if len(lines) > 1 and all(line.startswith(_ITEM_MARKERS) for line in lines):
        cell = ", ".join(line[len("– ") :] for line in lines)
    return " ".join(cell.split())


def _pair_text(row: Row) -> str:
    first, second = (*row, "")[:2]
    return f"{first.rstrip(':')}: {second}" if first and second else first or second


def _joined_names(rows: Sequence[Row]) -> list[str]:
    """Names in several rows: "2024" above "Umsatz" and "Gewinn" names the columns "2024 Umsatz" and "2024 Gewinn"."""
    width = max(map(len, rows))
    columns = ([row[column] for row in rows if column < len(row) and row[column]] for column in range(width))
    return [" ".join(dict.fromkeys(parts))[:_LONGEST_REPEATED_NAME] for parts in columns]


def _names_place(head: Sequence[Row]) -> int | None:
    width = max((_filled(row) for row in head), default=0)
    for place, row in enumerate(head):
        if _filled(row) >= max(_PAIR, _FILLED_SHARE * width):
            return place if _is_names(head[place:], in_sheet=True) else None
    return None


def _is_names(rows: Sequence[Row], *, in_sheet: bool) -> bool:
    """Whether the first row names the columns: short, different texts, none of which comes again below it.

    In a sheet the first full row nearly always does. In a text a table of two columns is as often one of pairs.
    """
    if len(rows) < _PAIR:
        return False
    first = rows[0]
    rest = [row for row in rows[1:] if row != first]
    cells = [cell for cell in first if cell]
    if len(cells) < _PAIR or len(set(cells)) < _DIFFERENT_SHARE * len(cells):
        return False
    if any(len(cell) > _MAXIMUM_NAME_CHARACTERS or _VALUE.fullmatch(cell) for cell in cells) and not _is_years(cells):
        return False
    if any(cell and cell in (row[column] for row in rest if column < len(row)) for column, cell in enumerate(first)):
        return False
    if in_sheet:
        return True
    return len(first) > _PAIR and len(cells) >= max(map(_filled, rows)) - 1


def _is_years(cells: Sequence[str]) -> bool:
    years = [cell for cell in cells if _VALUE.fullmatch(cell)]
    return len(years) >= _PAIR and all(map(_YEAR.fullmatch, years)) and sorted(set(years)) in (years, years[::-1])


def _filled(row: Row) -> int:
    return sum(map(bool, row))
