"""Office files out of their XML: as small as a program could write them, and with what no library writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_parts(data: bytes, members: Mapping[str, str | bytes]) -> bytes:
    """An archive with more files, or others of the same name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return archive({**{name: file.read(name) for name in file.namelist()}, **members})


def relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    """A part of relationships: id to type and target."""
    lines = (
        f'<Relationship Id="{key}" Type="{kind if "/" in kind else f"{_RELATIONSHIP}/{kind}"}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if '://' in target else ''}/>"
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(lines)}</Relationships>'


def package(main: str, parts: Mapping[str, str], *, title: str = "") -> bytes:
    """An Office Open XML file."""
    root = {"r1": ("officeDocument", main)}
    properties = {}
    if title:
        root["r2"] = (f"{_PACKAGE}/metadata/core-properties", "docProps/core.xml")
        properties["docProps/core.xml"] = (
            f'<c:coreProperties xmlns:c="{_CORE}" xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>{title}</d:title>'
            "</c:coreProperties>"
        )
    return archive({"_rels/.rels": relationships(root), **properties, **parts})


def docx(body: str, *, title: str = "", namespace: str = _WORD, **parts: str) -> bytes:
    """A Word document; ``parts`` are the insides of styles, numbering, footnotes, endnotes."""

    def root(name: str, inside: str) -> str:
        return f'<w:{name} xmlns:w="{namespace}" xmlns:m="urn:m" xmlns:mc="urn:mc">{inside}</w:{name}>'

    return package(
        "word/document.xml",
        {
            "word/document.xml": root("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relationships({name: (name, f"{name}.xml") for name in parts}),
            **{f"word/{name}.xml": root(name, inside) for name, inside in parts.items()},
        },
        title=title,
    )


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """A row; a cell that begins with a tag is taken as it is."""
    inside = (text if text.startswith("<") else cell(text) for text in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(inside)}</w:tr>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


STYLES = """
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="Paragraf"><w:name w:val="Paragraf"/><w:basedOn w:val="berschrift2"/></w:style>
<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
<w:style w:styleId="Liste"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Schleife"><w:name w:val="Schleife"/><w:basedOn w:val="Schleife"/></w:style>"""

_LAW = "".join(
    f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for level, (number, text) in enumerate([("decimal", "§ %1"), ("decimal", "(%2)"), ("lowerLetter", "%1.%2 %3)")])
)
NUMBERING = f"""
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1">{_LAW}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"""


def numbered(text: str, level: int = 0, list_id: int = 2, properties: str = "") -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>{properties}'
    return paragraph(text, properties=place)


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(*sheets: str, names: tuple[str, ...] = (), attributes: str = "", styles: str = "", texts: str = "") -> bytes:
    """A workbook; each of ``sheets`` is the inside of a worksheet, ``attributes`` belong to the last one's entry."""

    def root(name: str, inside: str) -> str:
        return f'<{name} xmlns="{_SHEET}" xmlns:r="{_RELATIONSHIP}">{inside}</{name}>'

    names = names or tuple(f"Tabelle{number}" for number in range(1, len(sheets) + 1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="s{number}" {attributes if number == len(names) else ""}/>'
        for number, name in enumerate(names, 1)
    )
    targets = {f"s{number}": ("worksheet", f"sheet{number}.xml") for number in range(1, len(sheets) + 1)}
    targets |= {"a": ("styles", "styles.xml"), "b": ("sharedStrings", "texts.xml")}
    return package(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": root("workbook", f"<sheets>{listed}</sheets>"),
            "xl/_rels/workbook.xml.rels": relationships(targets),
            "xl/styles.xml": root("styleSheet", styles),
            "xl/texts.xml": root("sst", texts),
            **{f"xl/sheet{number}.xml": root("worksheet", inside) for number, inside in enumerate(sheets, 1)},
        },
    )


def sheet_row(*cells: str, attributes: str = "") -> str:
    """A row; text becomes an inline string, a cell that begins with a tag is taken as it is."""
    inside = (text if text.startswith("<") else f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in cells)
    return f"<row {attributes}>{''.join(inside)}</row>"


def sheet_data(*rows: str) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = " ".join(
    f'xmlns:{name}="{_OPEN_DOCUMENT}:{name}:1.0"' for name in ("office", "text", "table", "style", "draw", "meta")
)


def odt(body: str, *, styles: str = "", title: str = "", manifest: str = "<manifest/>", kind: str = "text") -> bytes:
    """An OpenDocument file; ``styles`` are automatic ones."""
    content = (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta {_NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        f"<dc:title>{title}</dc:title></office:meta></office:document-meta>"
    )
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "meta.xml": meta,
            "META-INF/manifest.xml": manifest,
        }
    )


_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PRESENTATION = "http://schemas.openxmlformats.org/presentationml/2006/main"


def pptx(*slides: str, notes: Mapping[int, str] | None = None, attributes: str = "", title: str = "") -> bytes:
    """A presentation; each of ``slides`` is a row of shapes, ``attributes`` belong to the last one."""

    def root(name: str, inside: str, extra: str = "") -> str:
        spaces = f'xmlns:p="{_PRESENTATION}" xmlns:a="{_DRAWING}" xmlns:r="{_RELATIONSHIP}"'
        return f"<p:{name} {spaces} {extra}>{inside}</p:{name}>"

    def shapes(inside: str) -> str:
        return f"<p:cSld><p:spTree>{inside}</p:spTree></p:cSld>"

    numbers = range(1, len(slides) + 1)
    listed = "".join(f'<p:sldId id="{255 + number}" r:id="s{number}"/>' for number in numbers)
    parts = {
        "ppt/p.xml": root("presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>"),
        "ppt/_rels/p.xml.rels": relationships({f"s{n}": ("slide", f"slides/s{n}.xml") for n in numbers}),
    }
    for number, inside in enumerate(slides, 1):
        parts[f"ppt/slides/s{number}.xml"] = root("sld", shapes(inside), attributes if number == len(slides) else "")
    for number, text in (notes or {}).items():
        target = ("notesSlide", f"../notes/n{number}.xml")
        parts[f"ppt/slides/_rels/s{number}.xml.rels"] = relationships({"n": target})
        spoken = shape("7", "sldNum") + shape(text, "body")
        parts[f"ppt/notes/n{number}.xml"] = root("notes", shapes(spoken))
    return package("ppt/p.xml", parts, title=title)


def shape(text: str, place: str = "", properties: str = "") -> str:
    """A shape; each line of its text is a paragraph, and so is what begins with a tag."""
    held = f'<p:ph type="{place}"/>' if place else ""
    paragraphs = "".join(
        line if line.startswith("<") else f"<a:p>{properties}<a:r><a:t>{line}</a:t></a:r></a:p>"
        for line in text.split("\n")
    )
    return f"<p:sp><p:nvSpPr><p:nvPr>{held}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>"


def slide_table(*rows: tuple[str, ...], properties: str = 'firstRow="1"') -> str:
    def cell(text: str) -> str:
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    inside = "".join(f"<a:tr>{''.join(map(cell, row))}</a:tr>" for row in rows)
    table = f"<a:tbl><a:tblPr {properties}/>{inside}</a:tbl>"
    return f"<p:graphicFrame><a:graphic><a:graphicData>{table}</a:graphicData></a:graphic></p:graphicFrame>"
