"""PDF files: which lines are one paragraph, what is left out, what is a heading, and which files are refused."""

from __future__ import annotations

import contextlib
import random
import re
from dataclasses import replace

import pytest

from retrieval.documents.loading.blocks.blocks import Block, ConversionError, Extracted
from retrieval.documents.loading.pdf import convert_pdf
from retrieval.documents.skipped import Limits, SkipReason
from tests.documents.german import german_text, without_soft_hyphens
from tests.documents.pdf import PAGE_HEIGHT, Pdf, Set, Style, typeset, width_of

HEAD_AND_FOOT = Style(head="Amtsblatt der Stadt {page}", foot="- {page} -")


def read(data: bytes, **limits: int) -> Extracted:
    return convert_pdf(data, Limits(**limits))


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(data).blocks]


def reason_of(data: bytes, **limits: int) -> SkipReason:
    with pytest.raises(ConversionError) as caught:
        read(data, **limits)
    return caught.value.reason


def page_of(*lines: tuple[float, float, str], size: float = 10.0) -> bytes:
    pdf = Pdf()
    for x, y, text in lines:
        pdf.text(x, y, text, size)
    return pdf.to_bytes()


def a_bylaw(seed: int, *, indented: bool) -> tuple[list[Set], list[Block]]:
    """Fifty paragraphs under headings, and the blocks that they should be."""
    source = random.Random(seed)
    to_set, blocks = [], []
    for number in range(50):
        if number % 10 == 0:
            title = f"{number // 10 + 1} Von der {source.choice(['Abfuhr', 'Gebühr', 'Anmeldung'])}"
            to_set.append(Set(title, 14, bold=True, above=14))
            blocks.append(Block(title, 1))
        text = german_text(100 * seed + number, source.randint(1, 7))
        first = number % 10 == 0
        to_set.append(Set(text, indent=12 if indented and not first else 0, above=0 if indented and not first else 6))
        blocks.append(Block(without_soft_hyphens(text)))
    return to_set, blocks


@pytest.mark.parametrize("indented", [False, True], ids=["gaps", "indents"])
@pytest.mark.parametrize(
    "style",
    [
        HEAD_AND_FOOT,
        replace(HEAD_AND_FOOT, justified=False),
        replace(HEAD_AND_FOOT, columns=2),
        replace(HEAD_AND_FOOT, columns=2, across=True, single_words=True),
        replace(HEAD_AND_FOOT, columns=3, across=True, margin=50.0),
    ],
    ids=["one column", "ragged", "two columns", "two columns line by line", "three columns"],
)
def test_every_paragraph_of_a_set_text_comes_back_to_the_letter(style: Style, *, indented: bool) -> None:
    to_set, blocks = a_bylaw(8, indented=indented)
    found = read(typeset(to_set, style))
    assert [replace(block, page=None) for block in found.blocks] == blocks
    assert found.pages > 2


def test_a_paragraph_that_continues_on_the_next_page_stands_on_the_first() -> None:
    to_set = [Set(german_text(number, 8), indent=12) for number in range(20)]
    found = read(typeset(to_set, HEAD_AND_FOOT))
    assert [block.text for block in found.blocks] == [without_soft_hyphens(text.text) for text in to_set]
    assert found.pages == 4
    assert {block.page for block in found.blocks} == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("Hier spricht die Bundes-", "regierung.", "Hier spricht die Bundesregierung."),
        ("Es gibt das Nord-", "Süd-Gefälle.", "Es gibt das Nord-Süd-Gefälle."),
        ("Wir zeigen Ihnen den Ein-", "und Ausgang.", "Wir zeigen Ihnen den Ein- und Ausgang."),
        ("Die Gebühr beträgt 10 bis", "20 Euro.", "Die Gebühr beträgt 10 bis 20 Euro."),
        ("Das gilt für die Jahre 2020-", "2026 in allen Orten.", "Das gilt für die Jahre 2020-2026 in allen Orten."),
        ("Bei Regen – und er kommt –", "bleibt es zu.", "Bei Regen – und er kommt – bleibt es zu."),
    ],
)
def test_a_hyphen_at_a_line_end_goes_only_if_it_divides_a_word(first: str, second: str, joined: str) -> None:
    assert texts(page_of((70, 700, first), (70, 688, second))) == [joined]


def test_a_hyphen_stays_where_the_document_writes_the_word_with_it() -> None:
    lines = [(70.0, 700.0, "Das deutsch-polnische Treffen ist ein deutsch-"), (70.0, 688.0, "polnische Sache.")]
    assert texts(page_of(*lines)) == ["Das deutsch-polnische Treffen ist ein deutsch-polnische Sache."]


def test_running_heads_of_chapters_go_too() -> None:
    pdf = Pdf()
    for page in range(1, 9):
        pdf.new_page()
        pdf.text(70, 800, f"{page} Kapitel {'Abfall' if page < 7 else 'Wasser'}" if page % 2 else f"Satzung {page}", 8)
        pdf.text(70, 700, f"Der Absatz der Seite {page} endet hier.")
        pdf.text(290, 40, str(page), 8)
    assert texts(pdf.to_bytes()) == [f"Der Absatz der Seite {page} endet hier." for page in range(1, 9)]


def test_a_first_line_that_only_begins_alike_is_no_running_head() -> None:
    pdf = Pdf()
    for page in range(1, 6):
        pdf.new_page()
        pdf.text(70, 760, f"Der {'erste zweite dritte vierte fünfte'.split()[page - 1]} Teil ist kurz.")
        pdf.text(70, 720, "Und dann kommt noch etwas.")
    assert len(texts(pdf.to_bytes())) == 10


def test_larger_type_is_a_heading_by_the_rank_of_its_size() -> None:
    title, chapter, bold = Set("Satzung", 20), Set("Erster Teil", 14), Set("§ 1 Grundsatz", bold=True, above=10)
    text = Set(german_text(1, 6), above=6)
    found = read(typeset([title, chapter, bold, text, replace(bold, text="§ 2 Ausnahme"), text], Style()))
    assert [block.level for block in found.blocks] == [1, 2, 3, 0, 3, 0]


def test_a_text_that_is_bold_all_over_has_no_headings() -> None:
    found = read(typeset([Set(german_text(seed, 2), bold=True, above=8) for seed in range(5)], Style()))
    assert {block.level for block in found.blocks} == {0}


def test_rows_of_a_table_and_items_of_a_list_keep_their_lines() -> None:
    pdf = Pdf()
    for row, (name, price) in enumerate([("Restmüll 60 Liter", "90,00 EUR"), ("Biotonne", "45,50 EUR")]):
        pdf.text(70, 700 - 14 * row, name)
        pdf.text(500 - width_of(price, 10), 700 - 14 * row, price)
    for row, item in enumerate(["• eine Wohnung,", "• ein Haus oder", "• ein Grundstück."]):
        pdf.text(84, 600 - 12 * row, item)
    assert texts(pdf.to_bytes()) == [
        "Restmüll 60 Liter 90,00 EUR\nBiotonne 45,50 EUR",
        "• eine Wohnung,\n• ein Haus oder\n• ein Grundstück.",
    ]


def test_a_footnote_does_not_interrupt_the_paragraph_that_goes_on_behind_it() -> None:
    pdf = Pdf()
    pdf.text(70, 130, "Der Rat hat in seiner letzten Sitzung über die neue Ge-")
    pdf.text(70, 100, "1 Vgl. das Handbuch, Seite 7.", 7)
    pdf.new_page()
    pdf.text(70, 730, "bührenordnung der Stadt lange beraten.")
    assert texts(pdf.to_bytes()) == [
        "Der Rat hat in seiner letzten Sitzung über die neue Gebührenordnung der Stadt lange beraten.",
        "1 Vgl. das Handbuch, Seite 7.",
    ]


def test_what_stands_over_both_columns_is_read_before_them() -> None:
    pdf = Pdf()
    pdf.text(150, 770, "Die Wirkung der neuen Gebühren", 18)
    for row, line in enumerate(["Eine Zusammenfassung, die über beide Spalten geht und", "hier zu Ende ist."]):
        pdf.text(150, 740 - 11 * row, line, 9)
    for row in range(6):
        pdf.text(70, 700 - 12 * row, f"Links steht die Zeile {'abcdef'[row]} im Text", spacing=1.5)
        pdf.text(310, 705 - 12 * row, f"Rechts ist es die Zeile {'uvwxyz'[row]} im Text", spacing=1.5)
    title, summary, *columns = texts(pdf.to_bytes())
    assert title == "Die Wirkung der neuen Gebühren"
    assert summary == "Eine Zusammenfassung, die über beide Spalten geht und hier zu Ende ist."
    assert re.findall(r"Zeile (\w)", " ".join(columns)) == list("abcdefuvwxyz")


def test_the_lines_of_an_address_are_not_run_together() -> None:
    lines = ["Bürgeramt", "Marktplatz 1", "12345 Musterhausen"]
    wide = (70.0, 600.0, "Das Amt hat von Montag bis Freitag für alle Bürgerinnen und Bürger geöffnet.")
    placed = [(70.0, 700.0 - 12 * row, line) for row, line in enumerate(lines)]
    assert texts(page_of(*placed, wide))[0] == "\n".join(lines)


def test_a_footnote_mark_is_not_read_as_a_number() -> None:
    pdf = Pdf()
    pdf.text(70, 700, "Das gilt seit der Reform")
    pdf.text(70 + width_of("Das gilt seit der Reform", 10), 704, "12", 6)
    pdf.text(70, 688, "in allen Gemeinden des Landes.")
    assert texts(pdf.to_bytes()) == ["Das gilt seit der Reform¹² in allen Gemeinden des Landes."]


def test_the_title_of_the_metadata_is_taken_unless_it_is_a_file_name() -> None:
    text = [Set("Ein Satz.")]
    assert read(typeset(text, Style(), "Satzung über Gebühren")).title == "Satzung über Gebühren"
    for title in ("", "Microsoft Word - satzung.doc", "satzung_final.indd", "Unbenannt 1", "---"):
        assert read(typeset(text, Style(), title)).title == ""


def test_a_scan_is_named_as_such() -> None:
    pdf = Pdf()
    for _ in range(3):
        pdf.new_page()
        pdf.image()
    assert reason_of(pdf.to_bytes()) == SkipReason.NO_TEXT_LAYER


def test_a_file_with_a_password_is_named_as_such() -> None:
    assert reason_of(Pdf(encrypted=True).to_bytes()) == SkipReason.ENCRYPTED


def test_an_empty_file_has_no_blocks() -> None:
    assert read(Pdf().to_bytes()).blocks == ()


def test_pages_are_counted_before_they_are_read() -> None:
    pdf = Pdf()
    for _ in range(4):
        pdf.new_page()
    assert reason_of(pdf.to_bytes(), maximum_pages=3) == SkipReason.TOO_MANY_PAGES


def test_a_damaged_file_is_refused_or_read_without_harm() -> None:
    data = typeset([Set(german_text(1, 30))], Style())
    assert reason_of(b"%PDF-1.7 and nothing else") == SkipReason.DAMAGED
    source = random.Random(3)
    for _ in range(60):
        damaged = bytearray(data[: source.randrange(1, len(data))])
        for _ in range(5):
            damaged[source.randrange(len(damaged))] = source.randrange(256)
        with contextlib.suppress(ConversionError):
            assert read(bytes(damaged)).pages <= 1


TURNS = {"90": "0 1 -1 0", "180": "-1 0 0 -1", "270": "0 -1 1 0"}


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS)
def test_a_page_that_is_turned_is_read_as_one_turns_it(turn: str) -> None:
    along, up = [int(x) for x in turn.split()[:2]], [int(x) for x in turn.split()[2:]]
    pdf = Pdf()
    pdf.new_page()
    for row, line in enumerate(
        ["Auf der gedrehten Seite steht der lange Satz der Stadt-", "verwaltung in zwei Zeilen."]
    ):
        x, y = (300 - 60 * a - 12 * row * u for a, u in zip(along, up, strict=True))
        pdf.pages[-1].append(f"BT /F1 10 Tf {turn} {x} {y} Tm ({line}) Tj ET")
    pdf.text(20, 20, "Stempel", 8)
    assert texts(pdf.to_bytes()) == ["Auf der gedrehten Seite steht der lange Satz der Stadtverwaltung in zwei Zeilen."]


def test_an_empty_page_keeps_the_numbers_of_the_others() -> None:
    pdf = Pdf()
    pdf.text(70, PAGE_HEIGHT - 100, "Auf der ersten Seite.")
    pdf.new_page()
    pdf.new_page()
    pdf.text(70, PAGE_HEIGHT - 100, "Auf der dritten Seite.")
    assert [block.page for block in read(pdf.to_bytes()).blocks] == [1, 3]
