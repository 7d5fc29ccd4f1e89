"""Tables as text: the separator, the character set and the names of the columns are found out."""

from __future__ import annotations

import pytest

from retrieval.documents.loading.blocks.blocks import ConversionError
from retrieval.documents.loading.plain.comma_separated import convert_csv
from retrieval.documents.skipped import Limits, SkipReason


def texts(data: bytes | str, limits: Limits | None = None) -> list[str]:
    converted = convert_csv(data.encode() if isinstance(data, str) else data, limits or Limits())
    return [block.text for block in converted.blocks]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    rows = [["Name", "Ort", "Land"], ["Müller", "Celle", "D"], ["Meier", "Wien", "A"]]
    assert texts("\n".join(separator.join(row) for row in rows)) == [
        "Name: Müller; Ort: Celle; Land: D",
        "Name: Meier; Ort: Wien; Land: A",
    ]


def test_excel_in_german_is_read() -> None:
    data = 'Name;Betrag;Bemerkung\r\nMüller;12,50;"erst ""morgen"";\r\nspät"\r\nGroß;3,00;\r\n'.encode("cp1252")
    assert texts(data) == [
        'Name: Müller; Betrag: 12,50; Bemerkung: erst "morgen"; spät',
        "Name: Groß; Betrag: 3,00",
    ]


def test_an_announced_separator_is_believed() -> None:
    assert texts("sep=,\nName,Betrag;netto\nMüller,12;50") == ["Name: Müller; Betrag;netto: 12;50"]


def test_lines_without_columns_are_paragraphs() -> None:
    assert texts("Äpfel\nBirnen\n\nKirschen\n") == ["Äpfel", "Birnen", "Kirschen"]


def test_commas_of_sentences_separate_nothing() -> None:
    lines = ["Wer kommt, der bleibt.", "Er kam, sah, siegte.", "Nichts.", "Sie sang, tanzte, lachte, weinte.", "Aus."]
    assert texts("\n".join(lines)) == lines


def test_rows_of_values_have_no_names() -> None:
    assert texts("1;2\n3;4") == ["1; 2", "3; 4"]


def test_a_quotation_mark_that_is_never_closed_is_text() -> None:
    assert texts('Name;Maß\nRohr;"3 Zoll\nBlech;5 mm') == ['Name: Rohr; Maß: "3 Zoll', "Name: Blech; Maß: 5 mm"]


def test_a_cell_of_megabytes_is_read() -> None:
    assert len(texts("x" * 3_000_000)[0]) == 3_000_000


def test_too_many_rows_are_too_much_text() -> None:
    with pytest.raises(ConversionError) as caught:
        texts("Spalte;Wert\n" + "a;b\n" * 5_000, Limits(maximum_text_characters=10_000))
    assert caught.value.reason is SkipReason.TOO_MUCH_TEXT


def test_binary_content_is_refused() -> None:
    with pytest.raises(ConversionError) as caught:
        texts(b"PK\x03\x04\x00\x00\x00")
    assert caught.value.reason is SkipReason.BINARY


def test_nothing_gives_nothing() -> None:
    assert texts("") == []
