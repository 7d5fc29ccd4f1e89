"""Excel workbooks to blocks: a sheet is a heading, a row is a paragraph with the names of its columns.

What a reader of the sheets sees: cached values of formulas, dates and numbers by their formats; no hidden sheets, rows
or columns. Rows are read one by one, so a long sheet costs no more memory than its text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.blocks import Block, Extracted
from retrieval.documents.loading.blocks.inline import whole_number
from retrieval.documents.loading.blocks.rows import bounded, sheet_blocks
from retrieval.documents.loading.containers.markup import attribute, child, children, iterate_xml, local_name
from retrieval.documents.loading.office.cell_values import NumberFormat, built_in_code, number_format, shown_number
from retrieval.documents.loading.office.package import OfficePackage
from retrieval.documents.skipped import Limits
from retrieval.text.analysis import guess_language

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_LAST_COLUMN = 16_384
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SAMPLE_CHARACTERS = 1_000
_SAMPLED_TEXTS = 200
_COMMA = re.compile("[äöüßÄÖÜ€]")
_ON = frozenset({"1", "true"})


def convert_xlsx(data: bytes, limits: Limits) -> Extracted:
    """The rows of a workbook.

    Parameters
    ----------
    data
        The file.
    limits
        Bounds what is unpacked, and the text.

    Returns
    -------
    Extracted
        Titled by the properties.

    Raises
    ------
    ConversionError
        If it is damaged, encrypted, no workbook, unpacks to too much or is too much text.
    """
    package = OfficePackage(data, limits, root="workbook")
    return Extracted(tuple(bounded(_workbook_blocks(package), limits)), package.title())


def _workbook_blocks(package: OfficePackage) -> Iterator[Block]:
    related = package.relationships(package.main_part)
    workbook = _Workbook(package)
    for sheet in children(child(package.main, "sheets"), "sheet"):
        target = related.get(attribute(sheet, "id"))
        if target is None or target.kind != "worksheet" or attribute(sheet, "state") in {"hidden", "veryHidden"}:
            continue
        data = package.read(target.part)
        workbook.decide_mark(data)
        blocks = sheet_blocks(_rows(data, workbook))
        first = next(blocks, None)
        if first is not None:
            yield Block(attribute(sheet, "name"), level=1)
            yield first
            yield from blocks


class _Workbook:
    """What the sheets share: texts, formats, the first day, and the mark between whole and decimals."""

    def __init__(self, package: OfficePackage) -> None:
        self._from_1904 = attribute(child(package.main, "workbookPr"), "date1904") in _ON
        texts = package.related(package.main_part, "sharedStrings")
        styles = package.related(package.main_part, "styles")
        self.texts = [_text(item) for item in iterate_xml(package.read(texts), ["{*}si"])] if texts else []
        self._formats = _formats(package.xml(styles)) if styles else []
        self._mark = ""

    def decide_mark(self, sheet: bytes) -> None:
        """Between whole and decimals: the file does not say it, the language of its texts does."""
        if self._mark:
            return
        inline = (_text(item) for item in iterate_xml(sheet, ["{*}is"]))
        texts = islice(chain(self.texts, inline), _SAMPLED_TEXTS)
        sample = " ".join(text[:_SAMPLE_CHARACTERS] for text in texts)[:_SAMPLE_CHARACTERS]
        english = not _COMMA.search(sample) and guess_language(sample) == "en"
        self._mark = "." if english else ","

    def shown(self, value: str, style: int) -> str:
        """A number by the format of its cell."""
        shown_as = self._formats[style] if 0 <= style < len(self._formats) else NumberFormat()
        return shown_number(value, shown_as, from_1904=self._from_1904, mark=self._mark)


def _formats(styles: Element) -> list[NumberFormat]:
    codes = {
        whole_number(attribute(custom, "numFmtId"), -1): attribute(custom, "formatCode")
        for custom in children(child(styles, "numFmts"), "numFmt")
    }
    numbers = (whole_number(attribute(xf, "numFmtId"), 0) for xf in children(child(styles, "cellXfs"), "xf"))
    return [number_format(codes.get(number) or built_in_code(number)) for number in numbers]


def _rows(sheet: bytes, workbook: _Workbook) -> Iterator[list[str]]:
    reaching_down = _merged_downwards(sheet)
    from_above: dict[int, tuple[int, str]] = {}
    hidden_columns: set[int] = set()
    is_filtered = False
    number = 0
    for element in iterate_xml(sheet, ["{*}sheetPr", "{*}col", "{*}row"]):
        name = local_name(element)
        if name == "sheetPr":
            is_filtered = attribute(element, "filterMode") in _ON
        elif name == "col":
            hidden_columns.update(_hidden_columns(element))
        else:
            number = whole_number(attribute(element, "r"), number + 1)
            cells = _cells(element, workbook)
            from_above = {column: held for column, held in from_above.items() if number <= held[0]}
            if cells:
                cells = {column: text for column, (_, text) in from_above.items()} | cells
            for column in cells:
                if (number, column) in reaching_down:
                    from_above[column] = (reaching_down[number, column], cells[column])
            # A filter hides what is still in the table; without one a row was hidden on purpose.
            if is_filtered or attribute(element, "hidden") not in _ON:
                yield _line(cells, hidden_columns)


def _hidden_columns(columns: Element) -> range:
    if attribute(columns, "hidden") not in _ON:
        return range(0)
    first, last = (whole_number(attribute(columns, end), 1) for end in ("min", "max"))
    return range(max(first, 1), min(last, _LAST_COLUMN) + 1)


def _line(cells: Mapping[int, str], hidden_columns: Container[int]) -> list[str]:
    last = max((column for column in cells if column not in hidden_columns), default=0)
    return ["" if column in hidden_columns else cells.get(column, "") for column in range(1, last + 1)]


def _cells(row: Element, workbook: _Workbook) -> dict[int, str]:
    """The texts of a row by column, from 1."""
    cells: dict[int, str] = {}
    column = 0
    for cell in children(row, "c"):
        place = _CELL.fullmatch(cell.get("r", ""))
        column = min(_column(place[1]) if place else column + 1, _LAST_COLUMN)
        text = _value(cell, workbook)
        if text:
            cells[column] = text
    return cells


def _column(letters: str) -> int:
    """The number of a column, from 1.

    >>> _column("A"), _column("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _value(cell: Element, workbook: _Workbook) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(child(cell, "is"))
    stored = child(cell, "v")
    value = (stored.text or "").strip() if stored is not None else ""
    if kind == "s":
        place = whole_number(value, -1)
        return workbook.texts[place] if 0 <= place < len(workbook.texts) else ""
    if kind == "b":
        return {"0": "FALSE", "1": "TRUE"}.get(value, "")
    if kind == "e":
        return ""
    if kind == "n" and value:
        return workbook.shown(value, whole_number(cell.get("s"), 0))
    return value.removesuffix("T00:00:00") if kind == "d" else value


def _text(item: Element | None) -> str:
    """A text in runs, without the reading aids of Japanese."""
    if item is None:
        return ""
    runs = [item, *children(item, "r")]
    return "".join(text.text or "" for run in runs for text in children(run, "t"))


def _merged_downwards(sheet: bytes) -> Mapping[tuple[int, int], int]:
    """The last row of each cell that reaches over several, by row and column of its first; stored behind the rows."""
    if b"mergeCell" not in sheet:
        return {}
    merged = {}
    for element in iterate_xml(sheet, ["{*}row", "{*}mergeCell"]):
        first, _, last = attribute(element, "ref").partition(":")
        start, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if start and end and int(end[2]) > int(start[2]):
            merged[int(start[2]), _column(start[1])] = int(end[2])
    return merged
