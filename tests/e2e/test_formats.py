"""The real command over one folder with a file of every format, and some that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.documents import books, office, pdf, rich_text, web
from tests.e2e.conftest import Place

FEE = "Die Gebühr für einen Hund beträgt 84 Euro im Jahr."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("shelf"))
    rows = (office.sheet_row("Art", "Gebühr"), office.sheet_row("Angelschein", "33 Euro"))
    place.write("tarif.xlsx", office.xlsx(office.sheet_data(*rows), names=("Gebühren",)))
    place.write("satzung.docx", office.docx(office.paragraph("Hunde", "Heading1") + office.paragraph(FEE)))
    place.write("protokoll.odt", office.odt("<text:p>Den Vorsitz im Bauausschuss führt Clara Lenz.</text:p>"))
    place.write("vortrag.pptx", office.pptx(office.shape("Das Hallenbad öffnet wieder am 3. September.")))
    place.write("liste.csv", "Straße;Leerung\nLindenweg;Dienstag\nGartenweg;Freitag\n".encode("cp1252"))
    place.write("brief.rtf", rich_text.rtf(r"Der Bescheid ging am 4. Mai an Familie Brandt.\par"))
    place.write("seite.html", web.page("<main><h1>Markt</h1><p>Der Wochenmarkt beginnt um sieben Uhr.</p></main>"))
    place.write("buch.epub", books.epub("<h1>Eins</h1><p>Der Leuchtturm heißt Roter Sand.</p>"))
    paragraphs = [pdf.Set("Die Feuerwehr zählt 48 aktive Mitglieder und drei Fahrzeuge.")]
    place.write("jahr.pdf", pdf.typeset(paragraphs, pdf.Style()))
    place.write("kaputt.pdf", b"%PDF-1.7\nkein richtiges PDF")
    place.write("falsch.docx", b"<html><body>Das ist eine Webseite.</body></html>")
    assert place.beleg("index").returncode == 0
    return place


@pytest.mark.parametrize(
    ("question", "document", "answer"),
    [
        ("Wie hoch ist die Gebühr für einen Hund?", "satzung.docx", "84 Euro"),
        ("Was kostet ein Angelschein?", "tarif.xlsx", "33 Euro"),
        ("Wer führt den Vorsitz im Bauausschuss?", "protokoll.odt", "Clara Lenz"),
        ("Wann öffnet das Hallenbad wieder?", "vortrag.pptx", "3. September"),
        ("Wann ist im Lindenweg die Leerung?", "liste.csv", "Dienstag"),
        ("An wen ging der Bescheid am 4. Mai?", "brief.rtf", "Familie Brandt"),
        ("Wann beginnt der Wochenmarkt?", "seite.html", "sieben Uhr"),
        ("Wie heißt der Leuchtturm?", "buch.epub", "Roter Sand"),
        ("Wie viele aktive Mitglieder zählt die Feuerwehr?", "jahr.pdf", "48 aktive Mitglieder"),
    ],
)
def test_every_format_is_quoted(shelf: Place, question: str, document: str, answer: str) -> None:
    citation = json.loads(shelf.beleg("ask", "--json", question).stdout)["citations"][0]
    assert citation["document"] == document
    assert answer in citation["quote"]


def test_a_quote_from_a_pdf_has_its_page(shelf: Place) -> None:
    assert "jahr.pdf ¶1, S. 1" in shelf.beleg("ask", "Wie viele aktive Mitglieder zählt die Feuerwehr?").stdout


def test_the_sources_say_format_pages_and_what_was_left_out(shelf: Place) -> None:
    said = shelf.beleg("sources").stdout
    assert "PDF, 1 Absatz, 1 Seite" in said
    assert "übersprungen: kaputt.pdf: " in said
    assert "übersprungen: falsch.docx: " in said


def test_files_that_cannot_be_read_are_not_tried_again_but_the_others_stay(shelf: Place) -> None:
    assert "aktuell" in shelf.beleg("index").stdout


def test_a_limit_leaves_a_file_out_and_says_so(shelf: Place, tmp_path: Path) -> None:
    long = [pdf.Set(f"Absatz {number} steht auf einer eigenen Seite.") for number in range(400)]
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "lang.pdf").write_bytes(pdf.typeset(long, pdf.Style()))
    (tmp_path / "seeds" / "kurz.txt").write_text("Kurz ist gut.", encoding="utf-8")
    run = Place(tmp_path).beleg("index", BELEG_MAXIMUM_PAGES="2")
    assert run.returncode == 0
    assert "übersprungen: lang.pdf: zu viele Seiten" in run.stdout
