"""Tables of web pages: which of them hold data and which only place things, and their cells as a grid.

Knows elements of HTML; how a row reads is said in ``tabular``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.rows import Grid, cell_span

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_NEVER_IN_DATA = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "form", "article"})
_NOT_IN_PLAIN_DATA = frozenset({"ul", "ol", "dl", "pre", "blockquote"})
_MAXIMUM_PLAIN_CELL_CHARACTERS = 400


def data_grid(
    table: Element, dropped: Collection[Element], cell_text: Callable[[Element], str]
) -> tuple[list[list[str]], int | None] | None:
    """The cells of a data table.

    Parameters
    ----------
    table
        The element.
    dropped
        Elements that are left out.
    cell_text
        How a cell is read.

    Returns
    -------
    tuple[list[list[str]], int | None] | None
        The rows, and how many of them at the top name the columns, ``None`` if the table does not say; ``None`` instead
        of all for a table that only places things on the page.
    """
    if table.get("role") in {"presentation", "none"} or next(table.iterdescendants("table"), None) is not None:
        return None
    tags = {str(element.tag) for element in table.iterdescendants()}
    says_data = "th" in tags
    if tags & _NEVER_IN_DATA or (not says_data and tags & _NOT_IN_PLAIN_DATA):
        return None
    rows = [row for row in table.iter("tr") if row not in dropped]
    grid = _grid(rows, dropped, cell_text)
    if says_data:
        return grid, _names_rows(rows)
    longest = max((len(cell) for row in grid for cell in row), default=0)
    width = max(map(len, grid), default=0)
    if len(grid) > 1 and width > 1 and longest <= _MAXIMUM_PLAIN_CELL_CHARACTERS:
        return grid, 1 if _is_bold(rows[0]) else None
    return None


def _names_rows(rows: list[Element]) -> int:
    count = 0
    for row in rows:
        above = row.getparent()
        in_head = above is not None and above.tag == "thead"
        if not in_head and {cell.tag for cell in row} != {"th"}:
            break
        count += 1
    return count


def _is_bold(row: Element) -> bool:
    """Whether each cell is nothing but bold text."""
    return all(not (cell.text or "").strip() and [child.tag for child in cell] in (["b"], ["strong"]) for cell in row)


def _grid(rows: list[Element], dropped: Collection[Element], cell_text: Callable[[Element], str]) -> list[list[str]]:
    """Cells that span rows are repeated in each; those that span columns only where they name columns."""
    grid = Grid()
    for row in rows:
        grid.open_row()
        cells = [cell for cell in row if cell.tag in {"td", "th"} and cell not in dropped]
        for cell in cells:
            names_columns = cell.tag == "th" and len(cells) > 1
            width, height = cell_span(cell.get("colspan")), cell_span(cell.get("rowspan"))
            grid.add(cell_text(cell), width, height, repeat=names_columns)
        grid.close_row()
    return grid.rows
