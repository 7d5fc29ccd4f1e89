"""Excel workbooks: what a reader of the sheets sees, row by row."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest

from retrieval.documents.loading.blocks.blocks import Block, ConversionError
from retrieval.documents.loading.office.xlsx import convert_xlsx
from retrieval.documents.skipped import Limits, SkipReason
from tests.documents.office import sheet_data, sheet_row, xlsx


def texts(data: bytes, limits: Limits | None = None) -> list[str]:
    return [block.text for block in convert_xlsx(data, limits or Limits()).blocks]


def workbook(*rows: tuple[object, ...], formats: dict[str, str] | None = None) -> bytes:
    """What a real library writes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Rechnungen"
    for row in rows:
        sheet.append(row)
    for column, code in (formats or {}).items():
        for cell in sheet[column]:
            cell.number_format = code
    book.properties.title = "Rechnungen 2024"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_row_is_a_paragraph_with_the_names_of_its_columns() -> None:
    data = workbook(
        ("Name", "Betrag", "Datum", "Bezahlt"),
        ("Müller", 12.5, datetime.date(2024, 3, 1), True),
        (),
        ("Meier", 0.1 + 0.2, datetime.datetime.fromisoformat("2024-03-02T14:30"), None),
        formats={"B": "#,##0.00"},
    )
    converted = convert_xlsx(data, Limits())
    assert converted.title == "Rechnungen 2024"
    assert converted.blocks == (
        Block("Rechnungen", level=1),
        Block("Name: Müller; Betrag: 12,50; Datum: 2024-03-01; Bezahlt: TRUE"),
        Block("Name: Meier; Betrag: 0,30; Datum: 2024-03-02 14:30"),
    )


def test_an_english_workbook_has_a_point_in_its_numbers() -> None:
    data = workbook(
        ("Description of the item", "Amount paid by the customer"),
        ("Delivery of the ordered goods to the house", 12.5),
        ("Removal of the old furniture from the flat", 3.25),
    )
    assert texts(data)[1].endswith("Amount paid by the customer: 12.5")


def test_what_stands_above_the_names_of_the_columns_comes_first() -> None:
    data = workbook(("Umsätze 2024",), (), ("Monat", "Umsatz", "Kosten"), ("Januar", 10, 7))
    assert texts(data) == ["Rechnungen", "Umsätze 2024", "Monat: Januar; Umsatz: 10; Kosten: 7"]


def test_years_can_name_columns() -> None:
    data = workbook(("Stadt", 2022, 2023), ("Celle", 70_100, 70_300), ("Peine", 50_000, 50_100))
    assert texts(data)[1:] == ["Stadt: Celle; 2022: 70100; 2023: 70300", "Stadt: Peine; 2022: 50000; 2023: 50100"]


def test_rows_without_names_of_columns_stand_alone() -> None:
    assert texts(workbook(("Müller", 12), ("Meier", 13)))[1:] == ["Müller; 12", "Meier; 13"]
    assert texts(workbook(("Celle", "Rot"), ("Peine", "Rot")))[1:] == ["Celle; Rot", "Peine; Rot"]


def test_percentages_currencies_and_times_are_read_by_their_format() -> None:
    data = workbook(
        ("Satz", "Preis", "Monat", "Dauer", "Uhrzeit"),
        (0.19, 5, datetime.date(2024, 3, 1), 1.5, datetime.time(8, 15)),
        formats={"A": "0%", "B": '#,##0.00\\ "€"', "C": "mmm yy", "D": "[h]:mm", "E": "hh:mm"},
    )
    data_with_sign = workbook(("Preis", "Steuer"), (5, 1), formats={"A": "#,##0.00\\ [$€-407]"})
    assert texts(data)[1] == "Satz: 19 %; Preis: 5,00 €; Monat: 2024-03; Dauer: 36:00; Uhrzeit: 08:15"
    assert texts(data_with_sign)[1] == "Preis: 5,00 €; Steuer: 1"


def test_a_formula_counts_by_its_cached_value_and_an_error_not_at_all() -> None:
    cells = [
        "<c><f>1+1</f><v>2</v></c>",
        '<c t="str"><f>A1</f><v>zwei</v></c>',
        '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    ]
    day = '<c t="d"><v>2024-03-01T00:00:00</v></c>'
    data = xlsx(sheet_data(sheet_row("Zahl", "Wort", "Fehler", "Tag"), sheet_row(*cells, day)))
    assert texts(data)[1] == "Zahl: 2; Wort: zwei; Tag: 2024-03-01"


def test_texts_are_shared_and_may_have_runs_and_reading_aids() -> None:
    shared = (
        "<si><t>Name</t></si><si><r><t>Mül</t></r><r><t>ler</t></r><rPh><t>ミュラー</t></rPh></si><si><t>Ort</t></si>"
    )
    cells = [f'<c t="s"><v>{place}</v></c>' for place in (0, 2, 1, 99)]
    data = xlsx(sheet_data(sheet_row(*cells[:2]), sheet_row(cells[2], "Celle", cells[3])), texts=shared)
    assert texts(data)[1] == "Name: Müller; Ort: Celle"


def test_hidden_sheets_rows_and_columns_are_out() -> None:
    rows = sheet_data(
        sheet_row("Name", "Gehalt", "Ort"), sheet_row("A", "9", "X", attributes='hidden="1"'), sheet_row("B", "8", "Y")
    )
    data = xlsx(f'<cols><col min="2" max="2" hidden="1"/></cols>{rows}', rows, attributes='state="hidden"')
    assert texts(data) == ["Tabelle1", "Name: B; Ort: Y"]


def test_rows_that_a_filter_hides_are_in() -> None:
    rows = sheet_data(sheet_row("Name", "Ort"), sheet_row("A", "X", attributes='hidden="1"'))
    assert texts(xlsx(f'<sheetPr filterMode="1"/>{rows}')) == ["Tabelle1", "Name: A; Ort: X"]


def test_merged_cells_are_repeated_downwards() -> None:
    rows = sheet_data(
        sheet_row("Jahr", "Quartal"),
        sheet_row("erstes Jahr", "Q1"),
        '<row r="3"><c r="B3" t="str"><v>Q2</v></c></row>',
        sheet_row("zweites Jahr", "Q1."),
    )
    data = xlsx(f'{rows}<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
    assert texts(data)[1:] == [
        "Jahr: erstes Jahr; Quartal: Q1",
        "Jahr: erstes Jahr; Quartal: Q2",
        "Jahr: zweites Jahr; Quartal: Q1.",
    ]


def test_an_empty_sheet_has_no_heading() -> None:
    assert texts(xlsx(sheet_data(), sheet_data(sheet_row("Text")))) == ["Tabelle2", "Text"]


def test_cells_at_the_end_of_the_world_are_read() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>weit</v></c></row>'
    assert texts(xlsx(sheet_data(far, '<row r="99999999"><c r="ZZZ9" t="str"><v>weiter</v></c></row>')))[1:] == [
        "weit",
        "weiter",
    ]


def test_too_many_rows_are_too_much_text() -> None:
    data = xlsx(sheet_data(sheet_row("Spalte", "Wert"), *[sheet_row("a", "b")] * 5_000))
    with pytest.raises(ConversionError) as caught:
        texts(data, Limits(maximum_text_characters=10_000))
    assert caught.value.reason is SkipReason.TOO_MUCH_TEXT


def test_a_date_that_is_none_is_a_number() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    cells = [f'<c s="0"><v>{value}</v></c>' for value in ("99999999999", "-5", "1", "60", "61", "1E400", "x")]
    rows = sheet_data(sheet_row(*[f"S{column}" for column in range(7)]), sheet_row(*cells))
    assert texts(xlsx(rows, styles=styles))[1] == (
        "S0: 99999999999; S1: -5; S2: 1900-01-01; S3: 1900-02-28; S4: 1900-03-01; S5: 1E400; S6: x"
    )
