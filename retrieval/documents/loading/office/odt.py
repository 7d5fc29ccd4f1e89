"""Texts of LibreOffice and other OpenDocument programs to blocks: headings, lists, tables, notes, text boxes.

What a reader of the final text sees: deletions, hidden text, comments, headers, footers and tables of contents are out.
There are no pages: the format stores at most where they broke on the screen of whoever saved last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.blocks import MAXIMUM_LEVEL, ConversionError, Extracted, cleaned_title
from retrieval.documents.loading.blocks.flow import Flow
from retrieval.documents.loading.blocks.inline import RunningText, whole_number
from retrieval.documents.loading.blocks.rows import cell_span
from retrieval.documents.loading.containers.archive import Archive
from retrieval.documents.loading.containers.markup import attribute, child, children, local_name, parse_xml, walk
from retrieval.documents.loading.office.odt_styles import TextStyles
from retrieval.documents.loading.office.word_tables import Cell, holds_layout, read_table
from retrieval.documents.skipped import Limits, SkipReason

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_NOT_IN_FINAL_TEXT = frozenset(
    "annotation annotation-end desc forms hidden-paragraph hidden-text ruby-text title tracked-changes".split()
)
_CONTENTS = frozenset(
    "alphabetical-index illustration-index object-index table-index table-of-content user-index".split()
)


def convert_odt(data: bytes, limits: Limits) -> Extracted:
    """The text of an OpenDocument text.

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
        If it is damaged, encrypted, not a text document, or unpacks to too much.
    """
    archive = Archive(data, limits)
    if _CONTENT not in archive.names:
        raise ConversionError(SkipReason.WRONG_CONTENT, "not an OpenDocument file")
    if _MANIFEST in archive.names and b"encryption-data" in archive.read(_MANIFEST):
        raise ConversionError(SkipReason.ENCRYPTED)
    content = parse_xml(archive.read(_CONTENT))
    text = child(content, "body", "text")
    if text is None:
        raise ConversionError(SkipReason.WRONG_CONTENT, "not a text document")
    styles = parse_xml(archive.read("styles.xml")) if "styles.xml" in archive.names else None
    reader = _Reader(TextStyles(styles, content))
    reader.container(text)
    return Extracted(reader.flow.finish(), _title(archive) or reader.title)


def _title(archive: Archive) -> str:
    if "meta.xml" not in archive.names:
        return ""
    title = child(parse_xml(archive.read("meta.xml")), "meta", "title")
    return cleaned_title("".join(title.itertext())) if title is not None else ""


class _Reader:
    """Reads the body of a document into a flow."""

    def __init__(self, styles: TextStyles) -> None:
        self.flow = Flow()
        self.title = ""
        self._styles = styles

    def container(self, container: Element) -> None:
        for element in container:
            name = local_name(element)
            if name in {"p", "h"}:
                self._paragraph(element)
            elif name == "list":
                self._list(element, attribute(element, "style-name"), depth=1)
                self.flow.end_list()
            elif name == "table":
                self._table(element)
            elif name not in _NOT_IN_FINAL_TEXT | _CONTENTS and not self._is_hidden_section(element):
                self.container(element)

    def _is_hidden_section(self, element: Element) -> bool:
        return local_name(element) == "section" and attribute(element, "display") in {"none", "condition"}

    def _paragraph(self, paragraph: Element) -> None:
        text, boxes = self._text(paragraph)
        level = 0
        style = attribute(paragraph, "style-name")
        if local_name(paragraph) == "h":
            level = min(max(whole_number(attribute(paragraph, "outline-level"), 1), 1), MAXIMUM_LEVEL)
        elif self._styles.is_title(style):
            level = 1
            self.title = self.title or text.replace("\n", " ")
        self.flow.paragraph(text, level)
        for box in boxes:
            self.container(box)

    def _list(self, element: Element, style: str, depth: int) -> None:
        number = self._styles.first_number(style, depth)
        for item in children(element, "list-item", "list-header"):
            number = whole_number(attribute(item, "start-value"), number)
            is_item = local_name(item) == "list-item"
            label = self._styles.label(style, depth, number)
            number += is_item
            for inner in item:
                name = local_name(inner)
                if name == "list":
                    self._list(inner, attribute(inner, "style-name") or style, depth + 1)
                elif name == "h":
                    self._paragraph(inner)
                elif name == "p":
                    text, boxes = self._text(inner)
                    self.flow.item(f"{label if is_item else ''}{text}" if text else "")
                    label = "" if text else label
                    for box in boxes:
                        self.container(box)

    def _text(self, paragraph: Element) -> tuple[str, list[Element]]:
        """The visible text of a paragraph and the text boxes that hang on it."""
        line = RunningText()
        boxes: list[Element] = []
        walker = walk(paragraph)
        for event, element in walker:
            name = local_name(element)
            if event == "end":
                if element is not paragraph:
                    line.add(element.tail)
                continue
            if name in _NOT_IN_FINAL_TEXT or self._is_hidden_text(element):
                walker.skip_subtree()
            elif name == "text-box":
                boxes.append(element)
                walker.skip_subtree()
            elif name == "note":
                line.add(self._note(element))
                walker.skip_subtree()
            elif name in {"s", "tab"}:
                line.add(" ")
            elif name == "line-break":
                line.break_line()
            else:
                line.add(element.text)
        return line.take(), boxes

    def _is_hidden_text(self, element: Element) -> bool:
        return local_name(element) == "span" and self._styles.is_hidden(attribute(element, "style-name"))

    def _note(self, note: Element) -> str:
        """The mark of a note, whose text follows the paragraph."""
        body = child(note, "note-body")
        if body is None:
            return ""
        mark = self.flow.note_mark()
        lines = (self._text(element)[0] for element in body.iter() if local_name(element) in {"p", "h"})
        self.flow.note(mark, " ".join(filter(None, lines)))
        return mark

    def _table(self, table: Element) -> None:
        rows = list(_rows(table))
        cells = [list(map(_cell, children(row, "table-cell"))) for row, _ in rows]
        repeated = sum(names_columns for _, names_columns in rows)
        read_table(self.flow, cells, self.container, _is_layout, lambda: repeated or self._names_rows(cells[0]))

    def _names_rows(self, first: list[Cell]) -> int | None:
        """A first row whose paragraphs have a style for headings of tables."""
        styles = [attribute(text, "style-name") for cell in first for text in children(cell.element, "p")]
        return 1 if styles and all(map(self._styles.is_table_heading, styles)) else None


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    """The rows, and whether they are repeated on each page."""
    for element in table.iter():
        if local_name(element) == "table-row" and _table_of(element) is table:
            above = element.getparent()
            yield element, above is not None and local_name(above) == "table-header-rows"


def _table_of(row: Element) -> Element | None:
    return next((above for above in row.iterancestors() if local_name(above) == "table"), None)


def _cell(element: Element) -> Cell:
    columns, rows = (cell_span(attribute(element, f"number-{name}-spanned")) for name in ("columns", "rows"))
    return Cell(element, columns, rows)


def _is_layout(cell: Element) -> bool:
    return holds_layout(cell, "table", cell.itertext())
