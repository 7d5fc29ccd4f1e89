"""Tables of word processors: told from layout, read cell by cell into a grid, and put into the flow as rows.

What Word and OpenDocument texts have in common. Knows no element by name; each format says what its cells are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.flow import Flow
from retrieval.documents.loading.blocks.rows import Grid, table_blocks
from retrieval.documents.loading.containers.markup import local_name

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_LONG_CELL_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with how many columns and rows it reaches over; one that ``goes_on`` says what stands above it."""

    element: Element
    columns: int = 1
    rows: int = 1
    goes_on: bool = False


def read_table(
    flow: Flow,
    rows: Sequence[Sequence[Cell]],
    read: Callable[[Element], None],
    is_layout: Callable[[Element], bool],
    names_rows: Callable[[], int | None],
) -> None:
    """Put a table into the flow; one of a single column or with a cell of layout as the text of its cells.

    Parameters
    ----------
    flow
        That ``read`` writes to.
    rows
        The cells of each.
    read
        Reads what is in a cell.
    is_layout
        Whether a cell is a place on the page and no entry of a table.
    names_rows
        How many rows at the top name the columns, ``None`` if the format does not say; asked of a table alone.
    """
    cells = [cell for row in rows for cell in row]
    with flow.table():
        if max(map(len, rows), default=0) > 1 and not any(is_layout(cell.element) for cell in cells):
            flow.rows(table_blocks(_grid(flow, rows, read).rows, names_rows()))
            return
        for cell in cells:
            read(cell.element)
            flow.end_list()


def holds_layout(cell: Element, table: str, texts: Iterable[str]) -> bool:
    """Whether a cell is a place on the page and no entry of a table: it has a table in it, or much text.

    Parameters
    ----------
    cell
        The element.
    table
        The local name of a table.
    texts
        What the cell says; read only if no table is in it.

    Returns
    -------
    bool
        True from more than 1,000 characters.
    """
    if any(local_name(element) == table for element in cell.iter()):
        return True
    return sum(map(len, texts)) > _LONG_CELL_CHARACTERS


def _grid(flow: Flow, rows: Sequence[Sequence[Cell]], read: Callable[[Element], None]) -> Grid:
    grid = Grid()
    for row in rows:
        grid.open_row()
        for cell in row:
            text = grid.above() if cell.goes_on else _text(flow, cell.element, read)
            grid.add(text, cell.columns, cell.rows)
        grid.close_row()
    return grid


def _text(flow: Flow, cell: Element, read: Callable[[Element], None]) -> str:
    with flow.cell() as texts:
        read(cell)
    return " ".join(texts)
