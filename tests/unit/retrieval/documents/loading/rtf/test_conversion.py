"""Rich Text Format: what a reader of the final text sees."""

from __future__ import annotations

import pytest

from retrieval.documents.loading.blocks.blocks import Block, ConversionError
from retrieval.documents.loading.rtf.conversion import convert_rtf
from retrieval.documents.skipped import Limits, SkipReason
from tests.documents.rich_text import row, rtf


def blocks(body: str) -> tuple[Block, ...]:
    return convert_rtf(rtf(body), Limits()).blocks


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def reason(data: bytes) -> SkipReason:
    with pytest.raises(ConversionError) as caught:
        convert_rtf(data, Limits())
    return caught.value.reason


def test_headings_are_known_by_outline_level_and_by_the_name_of_the_style() -> None:
    body = r"\pard\s1 Eins\par\pard\s2 Zwei\par\pard\outlinelevel2 Drei\par\pard Text\par\pard\s4 Inhalt 3\par"
    assert blocks(body) == (
        Block("Eins", level=1),
        Block("Zwei", level=2),
        Block("Drei", level=3),
        Block("Text"),
    )


def test_the_title_is_that_of_the_properties_or_of_the_style() -> None:
    body = r"\pard\s3 Satzung\par"
    assert convert_rtf(rtf(body, title="Satzung 2024"), Limits()).title == "Satzung 2024"
    assert convert_rtf(rtf(body, title="satzung.doc"), Limits()).title == "Satzung"


def test_characters_are_read_in_windows_1252_unicode_and_the_set_of_their_font() -> None:
    assert texts(r"K\'e4ufer \{A\} zahlt 5 \u8364?, \ldblquote sofort\rdblquote\par") == [
        "Käufer {A} zahlt 5 €, “sofort”"
    ]
    assert texts(r"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2} \u-10179?\u-8704? {\uc2\u228 aexx\par}") == ["Привет 😀 äxx"]


def test_lines_tabs_and_hyphens_are_text() -> None:
    body = "a\\tab b\\line c\\_d\\~e weiter\r\n ohne Ende\\page n\\-ichts"
    assert texts(body) == ["a b\nc-d e weiter ohne Ende", "nichts"]


def test_what_is_hidden_deleted_or_around_the_text_is_out() -> None:
    body = (
        r"{\header Kopf\par}{\footer Fu\'df\par}\pard Sicht{\v un}bar{\deleted weg}{\v\plain .}{\*\neu weg}"
        r"{\pict\pngblip 89504e47}{\object{\*\objdata 0105}{\result{\pict ff}}}"
        r"{\field{\*\fldinst HYPERLINK a}{\fldrslt  Link}}\bin4 }{\x!\par"
    )
    assert texts(body) == ["Sichtbar. Link!"]


def test_lists_have_their_marks_and_numbers() -> None:
    body = (
        r"\pard{\listtext\'b7\tab}\ls1\ilvl0 eins\par{\listtext\u-3913?\tab}\ilvl1 tiefer\par\pard Text\par"
        r"{\pntext\pard\plain 1.\tab}\pard erstens\par"
    )
    assert texts(body) == ["– eins\n· tiefer", "Text", "1. erstens"]


def test_a_row_of_a_table_has_the_names_of_its_columns() -> None:
    body = row("Name", "Ort", properties=r"\trhdr") + row(r"M\'fcller", r"Celle\par am Fluss") + r"\pard Ende\par"
    assert texts(body) == ["Name: Müller; Ort: Celle am Fluss", "Ende"]


def test_merged_cells_are_repeated_downwards() -> None:
    merged = r"\trowd\clvmrg\cellx1000\cellx2000\pard\intbl \cell Q2\cell\row"
    assert texts(row("Jahr", "Quartal", properties=r"\trhdr") + row("2023", "Q1") + merged) == [
        "Jahr: 2023; Quartal: Q1",
        "Jahr: 2023; Quartal: Q2",
    ]


def test_notes_and_text_boxes_follow_their_paragraph() -> None:
    body = (
        r"\pard Das gilt{\super\chftn{\footnote\pard\plain\chftn  Seit 1999.}} immer."
        r"{\shp{\*\shpinst{\sp{\sn name}{\sv wert}}{\shptxt\pard Im Kasten\par}}{\shprslt Im Kasten}}\par"
        r"\pard Weiter.\par"
    )
    assert texts(body) == ["Das gilt[1] immer.", "[1] Seit 1999.", "Im Kasten", "Weiter."]


def test_what_is_cut_off_or_no_rich_text_is_refused() -> None:
    assert reason(rtf(r"Text\par")[:-1]) is SkipReason.DAMAGED
    assert reason(b"Nur Text") is SkipReason.WRONG_CONTENT


def test_groups_without_end_cost_nothing() -> None:
    assert reason(rb"{\rtf1" + b"{" * 50_000) is SkipReason.DAMAGED
    assert texts("{" * 20_000 + "tief" + "}" * 20_000) == ["tief"]
