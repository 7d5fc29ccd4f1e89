"""Word documents: what a reader of the final text sees."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from retrieval.documents.loading.blocks.blocks import Block, ConversionError, Extracted
from retrieval.documents.loading.office.docx import convert_docx
from retrieval.documents.skipped import Limits, SkipReason
from tests.documents.office import (
    NUMBERING,
    STYLES,
    archive,
    cell,
    docx,
    numbered,
    package,
    paragraph,
    row,
    run,
    table,
)


def convert(body: str, **parts: str) -> Extracted:
    return convert_docx(docx(body, **parts), Limits())


def texts(body: str, **parts: str) -> list[str]:
    return [block.text for block in convert(body, **parts).blocks]


def reason(data: bytes, limits: Limits | None = None) -> SkipReason:
    with pytest.raises(ConversionError) as caught:
        convert_docx(data, limits or Limits())
    return caught.value.reason


def test_a_document_of_a_real_library_is_read_with_its_structure() -> None:
    document = python_docx.Document()
    document.core_properties.title = "Mietvertrag 2024"
    document.add_heading("Mietvertrag", 0)
    document.add_heading("Parteien", 1)
    document.add_paragraph("Der Vermieter ").add_run("und der Mieter").bold = True
    document.add_paragraph("Wohnung", style="List Bullet")
    document.add_paragraph("Keller", style="List Bullet")
    grid = document.add_table(rows=2, cols=2, style="Light List Accent 1")
    for place, text in zip(grid._cells, ("Posten", "Betrag", "Kaution", "1.950 €"), strict=True):
        place.text = text
    document.add_paragraph("Erstens", style="List Number")
    document.add_paragraph("Zweitens", style="List Number")
    document.sections[0].header.paragraphs[0].text = "Kopfzeile"
    file = io.BytesIO()
    document.save(file)
    assert convert_docx(file.getvalue(), Limits()) == Extracted(
        (
            Block("Mietvertrag", level=1),
            Block("Parteien", level=1),
            Block("Der Vermieter und der Mieter"),
            Block("– Wohnung\n– Keller"),
            Block("Posten: Kaution; Betrag: 1.950 €"),
            Block("1. Erstens\n2. Zweitens"),
        ),
        title="Mietvertrag 2024",
    )


def test_headings_are_known_by_german_style_by_ancestor_and_by_outline_level() -> None:
    body = (
        paragraph("Eins", "berschrift1")
        + paragraph("Zwei", "Paragraf")
        + paragraph("Drei", properties='<w:outlineLvl w:val="2"/>')
        + paragraph("Vier", "berschrift1", '<w:outlineLvl w:val="9"/>')
    )
    assert [block.level for block in convert(body, styles=STYLES).blocks] == [1, 2, 3, 1]


def test_a_style_without_a_part_of_styles_is_known_by_its_id() -> None:
    assert [block.level for block in convert(paragraph("Eins", "Heading3")).blocks] == [3]


def test_a_style_based_on_itself_is_a_paragraph() -> None:
    assert [block.level for block in convert(paragraph("Text", "Schleife"), styles=STYLES).blocks] == [0]


def test_the_title_is_that_of_the_style_when_the_properties_have_a_program_s() -> None:
    data = docx(paragraph("Satzung", "Titel"), styles=STYLES, title="Microsoft Word - satzung.doc")
    assert convert_docx(data, Limits()).title == "Satzung"


def test_the_numbers_of_a_contract_are_counted_as_word_shows_them() -> None:
    outline = '<w:outlineLvl w:val="1"/>'
    body = (
        numbered("Mietsache", properties=outline)
        + numbered("Die Wohnung.", 1)
        + numbered("Der Keller.", 1)
        + numbered("Miete", properties=outline)
        + numbered("Sie beträgt:", 1)
        + numbered("kalt 650 €", 2)
        + numbered("warm 800 €", 2)
        + numbered("Anlage", list_id=3, properties=outline)
    )
    assert texts(body, numbering=NUMBERING) == [
        "§ 1 Mietsache",
        "(1) Die Wohnung.\n(2) Der Keller.",
        "§ 2 Miete",
        "(1) Sie beträgt:\n2.1 a) kalt 650 €\n2.1 b) warm 800 €",
        "§ 1 Anlage",
    ]


def test_a_list_by_style_is_a_list() -> None:
    assert texts(paragraph("a", "Liste") + paragraph("b", "Liste"), styles=STYLES, numbering=NUMBERING) == ["– a\n– b"]


def test_insertions_are_in_and_deletions_hidden_text_and_field_codes_out() -> None:
    shown = run(" offen", '<w:vanish w:val="0"/>')
    body = (
        f"<w:p>{run('Die Frist beträgt ')}<w:del><w:r><w:delText>zwei</w:delText></w:r></w:del>"
        f"<w:ins>{run('drei')}</w:ins>{run(' Monate')}{run(' geheim', '<w:vanish/>')}"
        f"{shown}<w:moveFrom>{run('weg')}</w:moveFrom>"
        "<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r><w:hyperlink>"
        f"{run('.')}</w:hyperlink></w:p>"
    )
    assert texts(body) == ["Die Frist beträgt drei Monate offen."]


def test_breaks_tabs_and_hyphens_are_text() -> None:
    body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>"
    assert texts(body) == ["a b\nc-d"]


def test_notes_follow_their_paragraph() -> None:
    body = f'<w:p>{run("Das gilt")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(" immer.")}</w:p>' + paragraph(
        "Weiter."
    )
    notes = f'<w:footnote w:type="separator" w:id="0"/><w:footnote w:id="2">{paragraph("Seit 1999.")}</w:footnote>'
    assert texts(body, footnotes=notes) == ["Das gilt[1] immer.", "[1] Seit 1999.", "Weiter."]


def test_a_note_that_is_referred_to_again_is_not_told_again() -> None:
    reference = '<w:p><w:r><w:t>Text</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnote w:id="2">{paragraph("Seit 1999.")}</w:footnote>'
    assert texts(reference * 2, footnotes=notes) == ["Text[1]", "[1] Seit 1999.", "Text"]


def test_notes_of_a_table_follow_the_table() -> None:
    noted = f'<w:tc><w:p>{run("5")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:tc>'
    body = table(row("A", "B", properties="<w:tblHeader/>"), row("x", noted), row("y", "6"))
    notes = f'<w:footnote w:id="2">{paragraph("Geschätzt.")}</w:footnote>'
    assert texts(body, footnotes=notes) == ["A: x; B: 5[1]", "A: y; B: 6", "[1] Geschätzt."]


def test_a_row_of_a_table_has_the_names_of_its_columns() -> None:
    body = table(row("Name", "Betrag", properties="<w:tblHeader/>"), row("Müller", "12,50 €"), row("Meier", "3 €"))
    assert texts(body) == ["Name: Müller; Betrag: 12,50 €", "Name: Meier; Betrag: 3 €"]


def test_merged_cells_are_repeated_downwards() -> None:
    body = table(
        row("Jahr", "Quartal", "Umsatz"),
        row(cell("2023", '<w:vMerge w:val="restart"/>'), "Q1", "10"),
        row(cell("", "<w:vMerge/>"), "Q2", "20"),
        row(cell("Summe", '<w:gridSpan w:val="2"/>'), "30"),
    )
    assert texts(body) == [
        "Jahr: 2023; Quartal: Q1; Umsatz: 10",
        "Jahr: 2023; Quartal: Q2; Umsatz: 20",
        "Jahr: Summe; Umsatz: 30",
    ]


def test_a_deleted_row_is_out() -> None:
    deleted = row("Meier", "3 €", properties="<w:del/>")
    assert texts(table(row("A", "B", properties="<w:tblHeader/>"), deleted, row("1", "2"))) == ["A: 1; B: 2"]


def test_a_table_that_frames_text_is_taken_apart() -> None:
    assert texts(table(row("Hinweis: Bitte lesen."))) == ["Hinweis: Bitte lesen."]
    nested = f"<w:tc>{table(row('innen', '1'), row('mehr', '2'))}{paragraph('darunter')}</w:tc>"
    assert texts(table(row("links", nested))) == ["links", "innen: 1\nmehr: 2", "darunter"]


def test_a_text_box_comes_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('Im Kasten')}</w:txbxContent>"
    body = (
        f"<w:p>{run('Davor')}<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(body) == ["Davor", "Im Kasten"]


def test_a_table_of_contents_is_out_and_other_controls_are_in() -> None:
    contents = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        f"<w:sdt>{contents}<w:sdtContent>{paragraph('Inhalt')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{paragraph('Feld')}</w:sdtContent></w:sdt>" + paragraph("Eins ... 3", "Verzeichnis1")
    )
    assert texts(body, styles=STYLES) == ["Feld"]


def test_the_strict_form_of_the_format_is_read() -> None:
    data = docx(paragraph("Streng"), namespace="http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert [block.text for block in convert_docx(data, Limits()).blocks] == ["Streng"]


def test_references_that_lead_outside_are_left_alone() -> None:
    outside = '<Relationship Id="x" Type="t/styles" Target="file:///etc/passwd" TargetMode="External"/>'
    climbing = '<Relationship Id="y" Type="t/footnotes" Target="../../../../etc/passwd"/>'
    main = f'<w:document xmlns:w="w"><w:body>{paragraph("Text")}</w:body></w:document>'
    rels = f"<Relationships>{outside}{climbing}</Relationships>"
    data = package("word/document.xml", {"word/document.xml": main, "word/_rels/document.xml.rels": rels})
    assert [block.text for block in convert_docx(data, Limits()).blocks] == ["Text"]


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    main = f'{bomb}<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>x&b;</w:t></w:r></w:p></w:body></w:document>'
    converted = convert_docx(package("word/document.xml", {"word/document.xml": main}), Limits())
    assert "aaaa" not in "".join(block.text for block in converted.blocks)


def test_nested_controls_without_end_are_refused() -> None:
    assert reason(docx("<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000)) is SkipReason.DAMAGED


def test_other_archives_are_no_word_documents() -> None:
    assert reason(archive({"bild.png": b"..."})) is SkipReason.WRONG_CONTENT
    assert reason(package("x/w.xml", {"x/w.xml": "<workbook/>"})) is SkipReason.WRONG_CONTENT
    assert reason(b"kein Archiv") is SkipReason.DAMAGED


def test_what_unpacks_to_too_much_is_refused() -> None:
    data = docx(paragraph("Wort " * 100_000))
    assert reason(data, Limits(maximum_expanded_bytes=100_000)) is SkipReason.EXPANDS_TOO_MUCH
