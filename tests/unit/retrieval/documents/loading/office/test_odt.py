"""OpenDocument texts: what a reader of the final text sees."""

from __future__ import annotations

import pytest

from retrieval.documents.loading.blocks.blocks import Block, ConversionError
from retrieval.documents.loading.office.odt import convert_odt
from retrieval.documents.skipped import Limits, SkipReason
from tests.documents.office import archive, odt


def blocks(body: str, styles: str = "") -> tuple[Block, ...]:
    return convert_odt(odt(body, styles=styles), Limits()).blocks


def texts(body: str, styles: str = "") -> list[str]:
    return [block.text for block in blocks(body, styles)]


def reason(data: bytes) -> SkipReason:
    with pytest.raises(ConversionError) as caught:
        convert_odt(data, Limits())
    return caught.value.reason


def cells(*entries: str) -> str:
    return "".join(f"<table:table-cell><text:p>{entry}</text:p></table:table-cell>" for entry in entries)


def test_headings_have_their_outline_level_and_the_title_is_one() -> None:
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    body = (
        '<text:p text:style-name="P1">Satzung</text:p><text:h text:outline-level="2">Zweck</text:h>'
        "<text:p>Der Verein<text:s text:c='3'/>hilft.<text:line-break/>Immer.</text:p>"
    )
    assert blocks(body, styles) == (Block("Satzung", 1), Block("Zweck", 2), Block("Der Verein hilft.\nImmer."))
    assert convert_odt(odt(body, styles=styles), Limits()).title == "Satzung"
    assert convert_odt(odt(body, styles=styles, title="Satzung 2024"), Limits()).title == "Satzung 2024"


def test_lists_have_the_marks_and_numbers_of_their_style() -> None:
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="." text:start-value="3"/><text:list-level-style-number text:level="2" style:num-format="a" '
        'style:num-suffix=")"/></text:list-style>'
    )
    inner = "<text:list><text:list-item><text:p>innen</text:p></text:list-item></text:list>"
    body = (
        f'<text:list text:style-name="L1"><text:list-item><text:p>drei</text:p>{inner}</text:list-item>'
        "<text:list-item><text:p>vier</text:p><text:p>noch vier</text:p></text:list-item></text:list>"
        f"<text:list><text:list-item><text:p>Punkt</text:p>{inner}</text:list-item></text:list>"
    )
    assert texts(body, styles) == ["3. drei\na) innen\n4. vier\nnoch vier", "– Punkt\n· innen"]


def test_deletions_hidden_text_comments_and_contents_are_out() -> None:
    styles = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>weg</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:table-of-content><text:index-body><text:p>Inhalt</text:p>"
        '</text:index-body></text:table-of-content><text:p>Sicht<text:span text:style-name="T1">un</text:span>bar'
        "<office:annotation><text:p>Notiz</text:p></office:annotation>.</text:p>"
        '<text:section text:display="none"><text:p>geheim</text:p></text:section>'
        "<text:section><text:p>offen</text:p></text:section>"
    )
    assert texts(body, styles) == ["Sichtbar.", "offen"]


def test_a_row_of_a_table_has_the_names_of_its_columns() -> None:
    body = (
        f"<table:table><table:table-header-rows><table:table-row>{cells('Jahr', 'Umsatz')}</table:table-row>"
        '</table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned="2">'
        f"<text:p>2023</text:p></table:table-cell>{cells('10')}</table:table-row><table:table-row><table:covered-table-cell/>{cells('20')}"
        "</table:table-row></table:table>"
    )
    assert texts(body) == ["Jahr: 2023; Umsatz: 10", "Jahr: 2023; Umsatz: 20"]


def test_a_first_row_in_the_style_of_headings_names_the_columns() -> None:
    named = cells("Name", "Wert").replace("<text:p>", '<text:p text:style-name="Table_20_Heading">')
    body = (
        f"<table:table><table:table-row>{named}</table:table-row><table:table-row>{cells('a', 'b')}</table:table-row>"
    )
    assert texts(f"{body}</table:table>") == ["Name: a; Wert: b"]


def test_a_table_that_frames_text_is_taken_apart() -> None:
    inner = f"<table:table><table:table-row>{cells('a', 'b')}</table:table-row></table:table>"
    body = (
        f"<table:table><table:table-row>{cells('links')}<table:table-cell>{inner}</table:table-cell></table:table-row>"
    )
    assert texts(f"{body}</table:table>") == ["links", "a: b"]


def test_notes_and_text_boxes_follow_their_paragraph() -> None:
    body = "<text:note-body><text:p>Seit 1999.</text:p></text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
    box = "<draw:frame><draw:text-box><text:p>Im Kasten</text:p></draw:text-box></draw:frame>"
    assert texts(f"<text:p>Das gilt{note} immer.{box}</text:p><text:p>Weiter.</text:p>") == [
        "Das gilt[1] immer.",
        "[1] Seit 1999.",
        "Im Kasten",
        "Weiter.",
    ]


def test_what_is_locked_or_no_text_is_refused() -> None:
    locked = "<manifest:manifest xmlns:manifest='m'><manifest:encryption-data/></manifest:manifest>"
    assert reason(odt("", manifest=locked)) is SkipReason.ENCRYPTED
    assert reason(odt("", kind="spreadsheet")) is SkipReason.WRONG_CONTENT
    assert reason(archive({"a.txt": "Text"})) is SkipReason.WRONG_CONTENT
