"""Rich Text Format to blocks: paragraphs, headings by style and outline level, lists, tables, notes and text boxes.

What a reader of the final text sees: deletions, hidden text, field codes, pictures, objects, headers and footers are
out. There are no pages in the format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from retrieval.documents.loading.blocks.blocks import MAXIMUM_LEVEL, Block, ConversionError, Extracted, cleaned_title
from retrieval.documents.loading.blocks.flow import Flow, heading_level, is_contents_style, is_title_style
from retrieval.documents.loading.blocks.inline import RunningText, item_marker
from retrieval.documents.loading.blocks.rows import Grid, table_blocks
from retrieval.documents.loading.rtf.text import Piece, pieces
from retrieval.documents.loading.rtf.tokens import CLOSE, OPEN, TEXT
from retrieval.documents.skipped import Limits, SkipReason

_MARK = b"{\\rtf"
_BODY_TEXT_LEVEL = 9
_BULLETS = frozenset("·•–—-*o§▪■□●○◦‣⁃➢✓")
_FIRST_PRIVATE, _LAST_PRIVATE = "\ue000", "\uf8ff"
"""Where symbol fonts have their bullets."""

_APART = {"footnote": "note", "listtext": "marker", "pntext": "marker", "shptxt": "box", "title": "title"}
_PARAGRAPH_ENDS = frozenset({"par", "sect", "page", "column"})


def convert_rtf(data: bytes, limits: Limits) -> Extracted:
    """The text of a file in Rich Text Format.

    Parameters
    ----------
    data
        The file.
    limits
        Not needed: the text is never larger than its file.

    Returns
    -------
    Extracted
        Without pages; titled by its properties, else by its paragraph of the style "Title".

    Raises
    ------
    ConversionError
        If it is another format, or ends too early.
    """
    del limits
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MARK):
        raise ConversionError(SkipReason.WRONG_CONTENT)
    reader = _Reader()
    for piece in pieces(data):
        reader.read(piece)
    return reader.finish()


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and gives back at its end."""

    is_hidden: bool = False
    in_styles: bool = False
    in_properties: bool = False
    style: int = 0
    level: int | None = None
    list_level: int = 0
    in_table: bool = False


@dataclass(slots=True)
class _Text:
    """Text that is read apart from what is around it, and how many groups were open where it began."""

    kind: str
    depth: int
    line: RunningText = field(default_factory=RunningText)
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Style:
    """A paragraph style, while it is read and later."""

    number: int = 0
    name: str = ""
    level: int | None = None


class _Reader:
    """Reads pieces into a flow."""

    def __init__(self) -> None:
        self._flow = Flow()
        self._state = _State()
        self._outer: list[_State] = []
        self._texts = [_Text("body", 0)]
        self._boxes: list[str] = []
        self._marker = ""
        self._titles = {"properties": "", "style": ""}
        self._styles: dict[int, _Style] = {}
        self._style = _Style()
        self._table = _Table()
        self._words: dict[str, Callable[[int | None], None]] = {
            "cell": lambda _: self._end_cell(),
            "cellx": lambda _: self._table.define_cell(),
            "clvmrg": lambda _: self._table.continue_cell_above(),
            "deleted": lambda number: self._set(is_hidden=number != 0),
            "ilvl": lambda number: self._set(list_level=number or 0),
            "info": lambda _: self._set(in_properties=True, is_hidden=True),
            "intbl": lambda _: self._set(in_table=True),
            "outlinelevel": self._on_outline_level,
            "pard": lambda _: self._set(style=0, level=None, list_level=0, in_table=False),
            "plain": lambda _: self._set(is_hidden=self._state.in_properties),
            "row": lambda _: self._table.end_row(),
            "s": self._on_style,
            "stylesheet": lambda _: self._set(in_styles=True),
            "trhdr": lambda _: self._table.repeat_row(),
            "trowd": lambda _: self._table.define_row(),
            "v": lambda number: self._set(is_hidden=number != 0),
        }

    def read(self, piece: Piece) -> None:
        if piece.word == TEXT:
            self._on_text(piece.text)
        elif piece.word == OPEN:
            self._outer.append(self._state)
            self._style = _Style()
        elif piece.word == CLOSE:
            self._close_group()
        elif piece.word in _APART and (piece.word != "title" or self._state.in_properties):
            self._texts.append(_Text(_APART[piece.word], len(self._outer)))
            self._set(is_hidden=False)
        elif piece.word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif piece.word in self._words:
            self._words[piece.word](piece.number)

    def finish(self) -> Extracted:
        if self._outer:
            raise ConversionError(SkipReason.DAMAGED, "it ends too early")
        self._end_paragraph()
        self._end_table()
        return Extracted(self._flow.finish(), self._titles["properties"] or self._titles["style"])

    def _set(self, **changes: bool | int | None) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _on_text(self, text: str) -> None:
        if self._state.in_styles:
            self._style.name += text
        elif not self._state.is_hidden:
            line = self._texts[-1].line
            for number, part in enumerate(text.split("\n")):
                if number:
                    line.break_line()
                line.add(part)

    def _on_style(self, number: int | None) -> None:
        self._set(style=number or 0)
        self._style.number = number or 0

    def _on_outline_level(self, number: int | None) -> None:
        level = number + 1 if number is not None and 0 <= number < _BODY_TEXT_LEVEL else 0
        self._set(level=level)
        self._style.level = level

    def _close_group(self) -> None:
        if self._state.in_styles and self._style.name:
            self._style.name = self._style.name.strip().removesuffix(";")
            self._styles[self._style.number] = self._style
            self._style = _Style()
        if len(self._texts) > 1 and self._texts[-1].depth == len(self._outer):
            self._end_text(self._texts.pop())
        if self._outer:
            self._state = self._outer.pop()

    def _end_text(self, text: _Text) -> None:
        lines = [*text.lines, *filter(None, [text.line.take()])]
        if text.kind == "note" and lines:
            mark = self._flow.note_mark()
            self._texts[-1].line.add(mark)
            self._flow.note(mark, " ".join(lines))
        elif text.kind == "marker":
            self._marker = " ".join(lines)
        elif text.kind == "box":
            self._boxes.extend(lines)
        elif text.kind == "title":
            self._titles["properties"] = cleaned_title(" ".join(lines))

    def _end_paragraph(self) -> None:
        text = self._texts[-1]
        if len(self._texts) > 1:
            text.lines.extend(filter(None, [text.line.take()]))
        elif self._state.in_table:
            text.line.add(" ")
        else:
            self._end_table()
            self._put(text.line.take())

    def _put(self, text: str) -> None:
        style = self._styles.get(self._state.style, _Style())
        marker, self._marker = self._marker, ""
        boxes, self._boxes = self._boxes, []
        if text and not is_contents_style(style.name):
            level = self._level(style)
            label = self._label(marker)
            if label and not level:
                self._flow.item(f"{label}{text}")
            else:
                self._flow.paragraph(f"{label}{text}", level)
            if is_title_style(style.name):
                self._titles["style"] = self._titles["style"] or text.replace("\n", " ")
        for box in boxes:
            self._flow.paragraph(box)

    def _level(self, style: _Style) -> int:
        said = self._state.level if self._state.level is not None else style.level
        return min(int(is_title_style(style.name)) or said or heading_level([style.name]), MAXIMUM_LEVEL)

    def _label(self, marker: str) -> str:
        """What stands before an item; symbol fonts write their bullets with characters of their own."""
        if not marker:
            return ""
        if marker in _BULLETS or _FIRST_PRIVATE <= marker <= _LAST_PRIVATE:
            return item_marker(self._state.list_level + 1)
        return f"{marker} "

    def _end_cell(self) -> None:
        self._table.add(self._texts[-1].line.take())
        self._marker = ""

    def _end_table(self) -> None:
        rows = self._table.blocks()
        if rows:
            self._flow.rows(rows)
            self._table = _Table()


class _Table:
    """The table that is open: rows come cell by cell, and what is said of a row comes before it or behind its cells."""

    def __init__(self) -> None:
        self._grid = Grid()
        self._cells: list[str] = []
        self._continued: list[bool] = []
        self._continues_next = False
        self._names_rows = 0

    def define_row(self) -> None:
        self._continued.clear()

    def define_cell(self) -> None:
        self._continued.append(self._continues_next)
        self._continues_next = False

    def continue_cell_above(self) -> None:
        self._continues_next = True

    def repeat_row(self) -> None:
        """The row stands on each page, so it names the columns."""
        self._names_rows = len(self._grid.rows) + 1

    def add(self, cell: str) -> None:
        self._cells.append(cell)

    def end_row(self) -> None:
        self._grid.open_row()
        for place, cell in enumerate(self._cells):
            continues = place < len(self._continued) and self._continued[place]
            self._grid.add(self._grid.above() if continues else cell)
        self._grid.close_row()
        self._cells = []

    def blocks(self) -> list[Block]:
        if self._cells:
            self.end_row()
        return table_blocks(self._grid.rows, self._names_rows or None)
