"""One file of each format with a bit of everything in it."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.documents.loading.blocks.blocks import Converter
from retrieval.documents.loading.office.docx import convert_docx
from retrieval.documents.loading.office.odt import convert_odt
from retrieval.documents.loading.office.pptx import convert_pptx
from retrieval.documents.loading.office.xlsx import convert_xlsx
from retrieval.documents.loading.plain.comma_separated import convert_csv
from retrieval.documents.loading.rtf.conversion import convert_rtf
from retrieval.documents.loading.web.epub import convert_epub
from retrieval.documents.loading.web.html import convert_html
from tests.documents import rich_text
from tests.documents.books import epub
from tests.documents.office import (
    NUMBERING,
    STYLES,
    docx,
    numbered,
    odt,
    paragraph,
    pptx,
    row,
    shape,
    sheet_data,
    sheet_row,
    slide_table,
    table,
    xlsx,
)
from tests.documents.web import NEWSPAPER

_NOTE = '<w:p><w:r><w:t>Note</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
_NUMBER_FORMATS = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs>'
_DATED = '<row r="9"><c r="B9" s="1"><v>45352.5</v></c><c r="C9" s="2"><v>0.19</v></c></row>'
_ODT_LIST = "<text:list><text:list-item><text:p>Punkt</text:p></text:list-item></text:list>"
_ODT_CELL = '<table:table-cell table:number-rows-spanned="2"><text:p>Zelle</text:p></table:table-cell>'
_ODT_ROW = f"<table:table-row>{_ODT_CELL * 3}</table:table-row>"

SAMPLES: Mapping[str, tuple[Converter, bytes]] = {
    "html": (convert_html, NEWSPAPER.encode()),
    "csv": (convert_csv, 'Name;Betrag;Text\nMüller;12,50;"a ""b"""\nGroß;3,00;\n'.encode("cp1252")),
    "rtf": (
        convert_rtf,
        rich_text.rtf(
            r"\pard\s1 Eins\par{\listtext\'b7\tab}a\par\pard Note{\footnote Seit.} \u8364?\par"
            + rich_text.row("A", "B")
            + rich_text.row("1", "2"),
            title="Titel",
        ),
    ),
    "docx": (
        convert_docx,
        docx(
            paragraph("Titel", "berschrift1")
            + numbered("Eins")
            + _NOTE
            + table(row("A", "B", "C"), row("1", "2", "3"), properties='<w:tblLook w:firstRow="1"/>'),
            styles=STYLES,
            numbering=NUMBERING,
            footnotes=f'<w:footnote w:id="2">{paragraph("Seit 1999.")}</w:footnote>',
        ),
    ),
    "xlsx": (
        convert_xlsx,
        xlsx(
            '<cols><col min="4" max="4" hidden="1"/></cols>'
            + sheet_data(sheet_row("Name", "Datum", "Satz"), sheet_row("Müller", "x", "y"), _DATED)
            + '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
            styles=_NUMBER_FORMATS,
            texts="<si><t>Text</t></si>",
        ),
    ),
    "pptx": (
        convert_pptx,
        pptx(
            shape("Titel", "title") + shape("a\nb", "body") + slide_table(("A", "B"), ("1", "2")),
            shape("Text"),
            notes={1: "Notiz"},
            title="Vortrag",
        ),
    ),
    "odt": (
        convert_odt,
        odt(
            f'<text:h text:outline-level="1">Titel</text:h>{_ODT_LIST}<table:table>{_ODT_ROW * 2}</table:table>',
            styles='<style:style style:name="P1" style:parent-style-name="Title"/>',
            title="Titel",
        ),
    ),
    "epub": (
        convert_epub,
        epub(
            "<h1>Eins</h1><p>Text</p>",
            "<p>Zwei</p>",
            contents='<a href="text/kapitel%202.xhtml">Zwei</a>',
            title="Buch",
        ),
    ),
}
