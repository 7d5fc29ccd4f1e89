"""PowerPoint presentations to blocks: a slide is a page, its title a heading, its points a list, its notes come last.

What an audience sees, and what the speaker says to it: no hidden slides, footers, dates and slide numbers. Charts and
pictures are not read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.blocks import Block, ConversionError, Extracted
from retrieval.documents.loading.blocks.flow import Flow
from retrieval.documents.loading.blocks.inline import RunningText, item_marker, whole_number
from retrieval.documents.loading.blocks.rows import Grid, cell_span, table_blocks
from retrieval.documents.loading.containers.markup import attribute, child, children, local_name
from retrieval.documents.loading.office.package import OfficePackage
from retrieval.documents.skipped import Limits, SkipReason

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_TITLES = frozenset({"title", "ctrTitle"})
_AROUND = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})
_POINTS = frozenset({"body", "obj"})
_OFF = frozenset({"0", "false"})
_ON = frozenset({"1", "true"})


def convert_pptx(data: bytes, limits: Limits) -> Extracted:
    """The text of a presentation.

    Parameters
    ----------
    data
        The file.
    limits
        Bounds what is unpacked, and the slides.

    Returns
    -------
    Extracted
        A slide without a title is headed by its number, which keeps it out of the slide before; titled by the
        properties, else by the first slide.

    Raises
    ------
    ConversionError
        If it is damaged, encrypted, no presentation, or too large.
    """
    package = OfficePackage(data, limits, root="presentation")
    slides = _slides(package)
    if len(slides) > limits.maximum_pages:
        raise ConversionError(SkipReason.TOO_MANY_PAGES, str(len(slides)))
    blocks: list[Block] = []
    title = package.title()
    for number, part in enumerate(slides, 1):
        heading, inside = _slide(package, part) if part else ("", ())
        title = title or heading
        if inside or heading:
            blocks.append(Block(heading or str(number), level=1, page=number))
        blocks.extend(replace(block, page=number) for block in inside)
    return Extracted(tuple(blocks), title, pages=len(slides))


def _slides(package: OfficePackage) -> list[str]:
    """The parts of the slides in their order; empty for one that is missing."""
    related = package.relationships(package.main_part)
    # Each has a number "id" and a reference "r:id".
    references = (
        next((value for key, value in slide.attrib.items() if str(key).endswith("}id")), "")
        for slide in children(child(package.main, "sldIdLst"), "sldId")
    )
    found = (related.get(reference) for reference in references)
    return [slide.part if slide is not None and slide.kind == "slide" else "" for slide in found]


def _slide(package: OfficePackage, part: str) -> tuple[str, tuple[Block, ...]]:
    """The title of a slide and what else is on it; nothing of a hidden one."""
    slide = package.xml(part)
    if attribute(slide, "show") in _OFF:
        return "", ()
    related = package.relationships(part)
    reader = _Reader({key: package.xml(target.part) for key, target in related.items() if target.kind == "diagramData"})
    reader.shapes(child(slide, "cSld", "spTree"))
    for notes in (target.part for target in related.values() if target.kind == "notesSlide"):
        reader.notes(child(package.xml(notes), "cSld", "spTree"))
    return reader.title, reader.flow.finish()


class _Reader:
    """Reads the shapes of a slide into a flow."""

    def __init__(self, diagrams: dict[str, Element]) -> None:
        self.title = ""
        self.flow = Flow()
        self._diagrams = diagrams

    def shapes(self, tree: Element | None) -> None:
        for shape in tree if tree is not None else ():
            name = local_name(shape)
            if name == "sp" and not _is_hidden(shape):
                self._shape(shape)
            elif name == "graphicFrame" and not _is_hidden(shape):
                self._frame(shape)
            elif name in {"grpSp", "AlternateContent", "Choice"}:
                self.shapes(shape)

    def notes(self, tree: Element | None) -> None:
        """What the speaker says, as one paragraph."""
        shapes = [shape for shape in children(tree, "sp") if _placeholder(shape) == "body"]
        lines = (_text(paragraph) for shape in shapes for paragraph in children(child(shape, "txBody"), "p"))
        self.flow.paragraph("\n".join(filter(None, lines)))

    def _shape(self, shape: Element) -> None:
        kind = _placeholder(shape)
        paragraphs = list(children(child(shape, "txBody"), "p"))
        if kind in _TITLES and not self.title:
            self.title = " ".join(" ".join(map(_text, paragraphs)).split())
        elif kind not in _AROUND:
            filled = [paragraph for paragraph in paragraphs if _text(paragraph)]
            self._paragraphs(filled, points=kind in _POINTS and len(filled) > 1)

    def _paragraphs(self, paragraphs: list[Element], *, points: bool) -> None:
        count = 0
        for paragraph in paragraphs:
            properties = child(paragraph, "pPr")
            depth = whole_number(attribute(properties, "lvl"), 0) + 1
            numbered = child(properties, "buAutoNum")
            marked = numbered is not None or child(properties, "buChar") is not None
            if marked or (points and child(properties, "buNone") is None):
                count = max(count + 1, whole_number(attribute(numbered, "startAt"), 1)) if numbered is not None else 0
                self.flow.item(f"{item_marker(depth, count or None)}{_text(paragraph)}")
            else:
                count = 0
                self.flow.paragraph(_text(paragraph))
        self.flow.end_list()

    def _frame(self, frame: Element) -> None:
        graphic = child(frame, "graphic", "graphicData")
        table = child(graphic, "tbl")
        if table is not None:
            named = attribute(child(table, "tblPr"), "firstRow") in _ON
            self.flow.rows(table_blocks(_grid(table).rows, 1 if named else None))
        diagram = self._diagrams.pop(attribute(child(graphic, "relIds"), "dm"), None)
        if diagram is not None:
            points = (child(point, "t") for point in children(child(diagram, "ptLst"), "pt"))
            for text in (_text(paragraph) for point in points for paragraph in children(point, "p")):
                self.flow.item(f"{item_marker(1)}{text}" if text else "")
            self.flow.end_list()


def _is_hidden(shape: Element) -> bool:
    described = next((child(part, "cNvPr") for part in shape if local_name(part).startswith("nv")), None)
    return attribute(described, "hidden") in _ON


def _placeholder(shape: Element) -> str:
    """What a shape is the place of; empty for one that somebody drew."""
    place = child(shape, "nvSpPr", "nvPr", "ph")
    return "" if place is None else attribute(place, "type") or "obj"


def _text(paragraph: Element) -> str:
    line = RunningText()
    for part in paragraph:
        name = local_name(part)
        if name == "br":
            line.break_line()
        elif name in {"r", "fld"} and attribute(part, "type") != "slidenum":
            text = child(part, "t")
            line.add(text.text if text is not None else "")
    return line.take()


def _grid(table: Element) -> Grid:
    grid = Grid()
    for row in children(table, "tr"):
        grid.open_row()
        for cell in children(row, "tc"):
            if attribute(cell, "hMerge") in _ON or attribute(cell, "vMerge") in _ON:
                continue
            lines = (_text(paragraph) for paragraph in children(child(cell, "txBody"), "p"))
            columns, rows = cell_span(attribute(cell, "gridSpan")), cell_span(attribute(cell, "rowSpan"))
            grid.add(" ".join(filter(None, lines)), columns, rows)
        grid.close_row()
    return grid
