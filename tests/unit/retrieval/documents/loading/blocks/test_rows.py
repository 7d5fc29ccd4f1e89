"""Tables as paragraphs: which row names the columns, and how a row reads."""

from __future__ import annotations

import pytest

from retrieval.documents.loading.blocks.rows import Grid, list_blocks, row_text, sheet_blocks, table_blocks


def sheet(*rows: list[str]) -> list[str]:
    return [block.text for block in sheet_blocks(rows)]


def table(*rows: list[str], names_rows: int | None = None) -> list[str]:
    return [block.text for block in table_blocks(rows, names_rows)]


def test_a_cell_without_a_name_stands_alone_and_an_empty_one_not_at_all() -> None:
    assert row_text(["a", "", "c", "d"], ["A:", "B", ""]) == "A: a; c; d"


def test_line_breaks_in_a_cell_are_spaces() -> None:
    assert sheet(["Name", "Ort"], ["Anna\nMüller", " Celle "]) == ["Name: Anna Müller; Ort: Celle"]


def test_a_list_in_a_cell_is_put_in_a_row() -> None:
    assert sheet(["System", "Programme"], ["Linux", "– ssh\n– rsync"]) == ["System: Linux; Programme: ssh, rsync"]


def test_the_names_of_columns_are_not_repeated_as_a_row() -> None:
    assert sheet(["Name", "Ort"], ["a", "b"], ["Name", "Ort"], ["c", "d"]) == ["Name: a; Ort: b", "Name: c; Ort: d"]


def test_a_first_row_whose_values_come_again_names_nothing() -> None:
    assert sheet(["Celle", "rot"], ["Peine", "rot"]) == ["Celle; rot", "Peine; rot"]


@pytest.mark.parametrize(
    "value", ["12", "12,50 €", "-3 %", "1.234,56", "2024-03-01", "8:15 Uhr", "(5)", "ca. 5 m²"[4:]]
)
def test_a_row_with_a_value_names_nothing(value: str) -> None:
    assert sheet(["Celle", value], ["Peine", "9"])[0] == f"Celle; {value}"


def test_years_name_columns_if_they_are_in_order() -> None:
    assert sheet(["Stadt", "2022", "2023"], ["Celle", "1", "2"]) == ["Stadt: Celle; 2022: 1; 2023: 2"]
    assert sheet(["Stadt", "2022", "1950", "1999"], ["Celle", "1", "2", "3"])[0] == "Stadt; 2022; 1950; 1999"


def test_a_table_of_three_columns_in_a_text_has_names() -> None:
    assert table(["A", "B", "C"], ["1", "2", "3"]) == ["A: 1; B: 2; C: 3"]


def test_a_title_row_above_the_names_stands_alone() -> None:
    assert table(["Preise", "", ""], ["A", "B", "C"], ["1", "2", "3"]) == ["Preise", "A: 1; B: 2; C: 3"]


def test_a_table_of_names_only_is_kept() -> None:
    assert table(["A", "B"], names_rows=1) == ["A: B"]
    assert table() == []


def test_a_cell_over_columns_and_rows_is_repeated_downwards_alone() -> None:
    grid = Grid()
    for cells in ([("a", 2, 2), ("b", 1, 1)], [("c", 1, 1)], [("d", 1, 1)]):
        grid.open_row()
        for text, columns, rows in cells:
            grid.add(text, columns, rows)
        grid.close_row()
    assert grid.rows == [["a", "", "b"], ["a", "", "c"], ["d"]]


def test_a_list_is_one_block_until_it_is_too_long() -> None:
    assert len(list_blocks([["– a"], ["– b"]])) == 1
    assert len(list_blocks([["– " + "a" * 900], ["– " + "b" * 900]])) == 2
    assert list_blocks([[], []]) == []
