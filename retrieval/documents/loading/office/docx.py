"""Word documents to blocks: headings by style and outline level, lists with their numbers, tables, notes, text boxes.

What a reader of the final text sees: insertions are in; deletions, hidden text, comments, headers, footers and tables
of contents are out. There are no pages: Word stores at most where they broke on the screen of whoever saved last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.blocks import Block, Extracted
from retrieval.documents.loading.blocks.flow import Flow
from retrieval.documents.loading.blocks.inline import RunningText
from retrieval.documents.loading.blocks.rows import cell_span
from retrieval.documents.loading.containers.markup import attribute, child, children, local_name, walk
from retrieval.documents.loading.office.package import OfficePackage
from retrieval.documents.loading.office.word_styles import Numbering, Styles
from retrieval.documents.loading.office.word_tables import Cell, holds_layout, read_table
from retrieval.documents.skipped import Limits

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_NOT_IN_FINAL_TEXT = frozenset(
    {"del", "moveFrom", "delText", "instrText", "pPr", "rPr", "Fallback", "rt", "annotation"}
)
_CONTAINERS = frozenset({"ins", "moveTo", "customXml", "smartTag", "sdtContent", "AlternateContent", "Choice"})
_PLAIN_TABLES = frozenset({"", "Table Grid", "Normal Table", "Tabellenraster"})
_PARTS = ("styles", "numbering", "footnotes", "endnotes")
_OFF = frozenset({"0", "false", "off"})


def convert_docx(data: bytes, limits: Limits) -> Extracted:
    """The text of a Word document.

    Parameters
    ----------
    data
        The file.
    limits
        Bounds what is unpacked.

    Returns
    -------
    Extracted
        Without pages; titled by its properties, else by its paragraph of the style "Title".

    Raises
    ------
    ConversionError
        If it is damaged, encrypted, no Word document, or unpacks to too much.
    """
    package = OfficePackage(data, limits, root="document")
    reader = _Reader(package)
    blocks = reader.read(child(package.main, "body"))
    return Extracted(blocks, package.title() or reader.title)


class _Reader:
    """Reads the body of a document into a flow."""

    def __init__(self, package: OfficePackage) -> None:
        kinds = {related.kind: related.part for related in package.relationships(package.main_part).values()}
        parts = {kind: package.xml(kinds[kind]) for kind in _PARTS if kind in kinds}
        self.title = ""
        self._flow = Flow()
        self._styles = Styles(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"))
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in children(parts.get(f"{kind}s"), kind)
            if attribute(note, "type") in {"", "normal"}
        }

    def read(self, body: Element | None) -> tuple[Block, ...]:
        self._container(body)
        return self._flow.finish()

    def _container(self, container: Element | None) -> None:
        for element in container if container is not None else ():
            name = local_name(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name == "sdt" and not _is_contents(element):
                self._container(child(element, "sdtContent"))
            elif name in _CONTAINERS:
                self._container(element)

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        kind = self._styles.kind(properties)
        if kind.is_contents:
            return
        text, boxes = self._text(paragraph)
        if not text and child(properties, "rPr", "del") is not None:
            return
        label = self._numbering.label(kind)
        if text and kind.list_id and not kind.level:
            self._flow.item(f"{label}{text}")
        elif text:
            self._flow.paragraph(f"{label}{text}", kind.level)
        if text and kind.is_title:
            self.title = self.title or text.replace("\n", " ")
        for box in boxes:
            self._container(box)

    def _text(self, paragraph: Element, *, is_note: bool = False) -> tuple[str, list[Element]]:
        """The visible text of a paragraph and the text boxes that hang on it."""
        line = RunningText()
        boxes: list[Element] = []
        walker = walk(paragraph)
        for event, element in walker:
            if event == "end":
                continue
            name = local_name(element)
            if name in _NOT_IN_FINAL_TEXT or (name == "r" and _is_on(child(element, "rPr", "vanish"))):
                walker.skip_subtree()
            elif name == "txbxContent":
                boxes.append(element)
                walker.skip_subtree()
            elif name == "t":
                line.add(element.text)
            elif name in {"tab", "ptab"}:
                line.add(" ")
            elif name == "noBreakHyphen":
                line.add("-")
            elif name == "cr" or (name == "br" and attribute(element, "type") in {"", "textWrapping"}):
                line.break_line()
            elif name in {"footnoteReference", "endnoteReference"} and not is_note:
                line.add(self._note(name.removesuffix("Reference"), attribute(element, "id")))
        return line.take(), boxes

    def _note(self, kind: str, note_id: str) -> str:
        """The mark of a note, whose text follows the paragraph, once."""
        note = self._notes.pop((kind, note_id), None)
        if note is None:
            return ""
        mark = self._flow.note_mark()
        lines = (self._text(paragraph, is_note=True)[0] for paragraph in children(note, "p"))
        self._flow.note(mark, " ".join(filter(None, lines)))
        return mark

    def _table(self, table: Element) -> None:
        rows = [row for row in _inside(table, "tr") if child(row, "trPr", "del") is None]
        cells = [list(map(_cell, _inside(row, "tc"))) for row in rows]
        read_table(self._flow, cells, self._container, _is_layout, lambda: self._names_rows(table, rows))

    def _names_rows(self, table: Element, rows: list[Element]) -> int | None:
        """How many rows name the columns: those repeated on each page, else a first one that is set apart."""
        count = 0
        while count < len(rows) and _is_on(child(rows[count], "trPr", "tblHeader")):
            count += 1
        if count:
            return count
        properties = child(table, "tblPr")
        style = self._styles.name(attribute(child(properties, "tblStyle"), "val"))
        set_apart = style not in _PLAIN_TABLES and attribute(child(properties, "tblLook"), "firstRow") == "1"
        return 1 if set_apart or (rows and _is_bold(rows[0])) else None


def _is_on(switch: Element | None) -> bool:
    return switch is not None and attribute(switch, "val") not in _OFF


def _is_contents(control: Element) -> bool:
    gallery = attribute(child(control, "sdtPr", "docPartObj", "docPartGallery"), "val")
    return gallery == "Table of Contents"


def _inside(element: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those in a container."""
    for inner in element:
        found = local_name(inner)
        if found == name:
            yield inner
        elif found in _CONTAINERS or found == "sdt":
            yield from _inside(inner, name)


def _cell(element: Element) -> Cell:
    merge = child(element, "tcPr", "vMerge")
    columns = cell_span(attribute(child(element, "tcPr", "gridSpan"), "val"))
    return Cell(element, columns, goes_on=merge is not None and attribute(merge, "val") != "restart")


def _is_layout(cell: Element) -> bool:
    return holds_layout(cell, "tbl", (text.text or "" for text in cell.iter() if local_name(text) == "t"))


def _is_bold(row: Element) -> bool:
    runs = [run for run in row.iter() if local_name(run) == "r" and child(run, "t") is not None]
    return bool(runs) and all(_is_on(child(run, "rPr", "b")) for run in runs)
