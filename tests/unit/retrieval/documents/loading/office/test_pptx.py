"""PowerPoint presentations: what an audience sees and hears."""

from __future__ import annotations

import pytest

from retrieval.documents.loading.blocks.blocks import Block, ConversionError
from retrieval.documents.loading.office.pptx import convert_pptx
from retrieval.documents.skipped import Limits, SkipReason
from tests.documents.office import docx, pptx, relationships, shape, slide_table, with_parts


def texts(*slides: str) -> list[str]:
    return [block.text for block in convert_pptx(pptx(*slides), Limits()).blocks]


def test_a_slide_is_a_page_with_its_title_as_heading_and_its_notes_behind() -> None:
    first = shape("Bilanz\n2024", "ctrTitle") + shape("Die Zahlen", "subTitle")
    second = shape("3", "sldNum") + shape("Umsatz steigt\nKosten fallen", "body") + shape("Ergebnis", "title")
    data = pptx(first, second, notes={2: "Kurz fassen.\nNicht vorlesen."})
    converted = convert_pptx(data, Limits())
    assert converted.title == "Bilanz 2024"
    assert converted.pages == 2
    assert converted.blocks == (
        Block("Bilanz 2024", level=1, page=1),
        Block("Die Zahlen", page=1),
        Block("Ergebnis", level=1, page=2),
        Block("– Umsatz steigt\n– Kosten fallen", page=2),
        Block("Kurz fassen.\nNicht vorlesen.", page=2),
    )


def test_the_title_of_the_properties_comes_first() -> None:
    assert convert_pptx(pptx(shape("Eins", "title"), title="Vortrag"), Limits()).title == "Vortrag"
    assert convert_pptx(pptx(shape("Eins", "title"), title="PowerPoint-Präsentation"), Limits()).title == "Eins"


def test_a_slide_without_a_title_is_headed_by_its_number() -> None:
    assert texts(shape("Eins", "title"), shape("Nur Text")) == ["Eins", "2", "Nur Text"]


def test_an_empty_slide_gives_nothing_and_counts() -> None:
    converted = convert_pptx(pptx("", shape("Text", "title")), Limits())
    assert (converted.pages, converted.blocks) == (2, (Block("Text", level=1, page=2),))


def test_numbers_levels_and_breaks_are_kept() -> None:
    numbered = shape("eins\nzwei", properties='<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>')
    deep = shape("a\n<a:p><a:pPr lvl='1'/><a:r><a:t>b</a:t></a:r><a:br/><a:r><a:t>c</a:t></a:r></a:p>", "body")
    assert texts(shape("T", "title") + numbered + deep) == ["T", "1. eins\n2. zwei", "– a\n· b\nc"]


def test_a_row_of_a_table_has_the_names_of_its_columns() -> None:
    table = slide_table(("Jahr", "Umsatz"), ("2023", "10"), ("2024", "20"))
    assert texts(shape("T", "title") + table)[1:] == ["Jahr: 2023; Umsatz: 10", "Jahr: 2024; Umsatz: 20"]


def test_groups_are_read_and_hidden_slides_are_not() -> None:
    assert texts(f"<p:grpSp>{shape('innen')}</p:grpSp>") == ["1", "innen"]
    assert convert_pptx(pptx(shape("offen"), shape("geheim"), attributes='show="0"'), Limits()).blocks == (
        Block("1", level=1, page=1),
        Block("offen", page=1),
    )


def test_too_many_slides_are_refused() -> None:
    with pytest.raises(ConversionError) as caught:
        convert_pptx(pptx("", "", ""), Limits(maximum_pages=2))
    assert caught.value.reason is SkipReason.TOO_MANY_PAGES


def test_a_word_document_is_no_presentation() -> None:
    with pytest.raises(ConversionError) as caught:
        convert_pptx(docx(""), Limits())
    assert caught.value.reason is SkipReason.WRONG_CONTENT


def test_a_diagram_is_a_list_of_its_points() -> None:
    def point(text: str) -> str:
        return f"<d:pt><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>"

    frame = (
        '<p:graphicFrame><a:graphic><a:graphicData><d:relIds xmlns:d="urn:d" r:dm="d1"/></a:graphicData></a:graphic>'
        "</p:graphicFrame>"
    )
    spaces = 'xmlns:d="urn:d" xmlns:a="urn:a"'
    diagram = f"<d:dataModel {spaces}><d:ptLst>{point('Planen')}{point('')}{point('Bauen')}</d:ptLst></d:dataModel>"
    data = with_parts(
        pptx(shape("Ablauf", "title") + frame * 2),
        {
            "ppt/slides/_rels/s1.xml.rels": relationships({"d1": ("diagramData", "../diagrams/d1.xml")}),
            "ppt/diagrams/d1.xml": diagram,
        },
    )
    assert [block.text for block in convert_pptx(data, Limits()).blocks] == ["Ablauf", "– Planen\n– Bauen"]
