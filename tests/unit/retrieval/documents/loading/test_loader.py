"""Files of every format by name and content: each is converted, and none is taken for another one."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest

from retrieval.documents.loading import Loader, SeedFile
from retrieval.documents.loading.formats import FORMATS
from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.skipped import DocumentError, Limits, SkipReason
from tests.documents import books, office, rich_text
from tests.documents.loading import load_document
from tests.documents.pdf import Pdf, Set, Style, typeset

SENTENCE = "Der Rat tagt jeden Montag im alten Rathaus der Stadt."
PDF = typeset([Set("Satzung", 18), Set(SENTENCE)], Style(), "Ratssatzung")
DOCX = office.docx(office.paragraph(SENTENCE))
FILES = {
    ".csv": f"Nummer;Beschluss\n1;{SENTENCE}\n".encode(),
    ".docx": DOCX,
    ".epub": books.epub(f"<h1>Satzung</h1><p>{SENTENCE}</p>"),
    ".htm": f"<h1>Satzung</h1><p>{SENTENCE}</p>".encode("cp1252"),
    ".html": f"<html><body><h1>Satzung</h1><p>{SENTENCE}</p>".encode(),
    ".markdown": f"# Satzung\n\n{SENTENCE}".encode(),
    ".md": f"# Satzung\n\n{SENTENCE}".encode(),
    ".odt": office.odt(f"<text:p>{SENTENCE}</text:p>"),
    ".pdf": PDF,
    ".pptx": office.pptx(office.shape("Satzung", "title") + office.shape(SENTENCE)),
    ".rtf": rich_text.rtf(SENTENCE),
    ".text": SENTENCE.encode("utf-16"),
    ".txt": SENTENCE.encode(),
    ".xlsx": office.xlsx(office.sheet_data(office.sheet_row("Nummer", "Beschluss"), office.sheet_row("1", SENTENCE))),
}
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.fixture(scope="module")
def loader() -> Iterator[Loader]:
    with Loader() as opened:
        yield opened


def reason_of(loader: Loader, name: str, data: bytes) -> SkipReason:
    with pytest.raises(DocumentError) as caught:
        loader.load(SeedFile(name, data, ""))
    return caught.value.reason


def zip_bomb() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(80 * 1024**2))
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_every_format_gives_its_text_and_its_language(loader: Loader, suffix: str) -> None:
    document = loader.load(SeedFile(f"a{suffix.upper()}", FILES[suffix], ""))
    assert document.media_type == FORMATS[suffix].media_type
    assert document.language == "de"
    assert any(SENTENCE in p.span.slice(document.text) for p in split_paragraphs(document))


def test_a_pdf_file_has_pages_headings_and_the_title_of_its_metadata(loader: Loader) -> None:
    document = loader.load(SeedFile("a/satzung.pdf", PDF, ""))
    assert (document.title, document.text) == ("Ratssatzung", f"Satzung\n\n{SENTENCE}")
    (paragraph,) = split_paragraphs(document)
    assert (paragraph.headings, paragraph.page) == (("Satzung",), 1)


def test_a_file_without_a_title_has_that_of_its_first_heading_or_its_name(loader: Loader) -> None:
    with_heading = typeset([Set("Die Satzung", 18), Set(SENTENCE)], Style())
    assert loader.load(SeedFile("a/b.pdf", with_heading, "")).title == "Die Satzung"
    assert loader.load(SeedFile("a/b.pdf", typeset([Set(SENTENCE)], Style()), "")).title == "b"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", EMPTY_ZIP, SkipReason.WRONG_CONTENT),
        ("a.pdf", b"Nur Text", SkipReason.WRONG_CONTENT),
        ("a.pdf", b"%PDF-1.7", SkipReason.DAMAGED),
        ("a.pdf", Pdf(encrypted=True).to_bytes(), SkipReason.ENCRYPTED),
        ("a.txt", PDF, SkipReason.WRONG_CONTENT),
        ("a.csv", DOCX, SkipReason.WRONG_CONTENT),
        ("a.md", b"{\\rtf1 Text}", SkipReason.WRONG_CONTENT),
        ("a.html", PDF, SkipReason.WRONG_CONTENT),
        ("a.docx", PDF, SkipReason.WRONG_CONTENT),
        ("a.docx", OLE, SkipReason.WRONG_CONTENT),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), SkipReason.ENCRYPTED),
        ("a.docx", zip_bomb(), SkipReason.EXPANDS_TOO_MUCH),
        ("a.xlsx", DOCX, SkipReason.WRONG_CONTENT),
        ("a.odt", DOCX, SkipReason.WRONG_CONTENT),
        ("a.epub", DOCX, SkipReason.WRONG_CONTENT),
        ("a.pptx", DOCX, SkipReason.WRONG_CONTENT),
        ("a.xlsx", b"<html><table>", SkipReason.WRONG_CONTENT),
        ("a.rtf", SENTENCE.encode(), SkipReason.WRONG_CONTENT),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(
    loader: Loader, name: str, data: bytes, reason: SkipReason
) -> None:
    assert reason_of(loader, name, data) == reason


@pytest.mark.parametrize("suffix", sorted(FORMATS))
@pytest.mark.parametrize("data", [b"\0" * 200, bytes(range(256)) * 20, b"PK\x03\x04" + b"\xff" * 300])
def test_garbage_is_refused_in_every_format(loader: Loader, suffix: str, data: bytes) -> None:
    reason_of(loader, f"a{suffix}", data)


def test_the_limits_reach_the_converter() -> None:
    pdf = Pdf()
    for _ in range(3):
        pdf.new_page()
    with pytest.raises(DocumentError, match="too_many_pages") as caught:
        load_document(SeedFile("a.pdf", pdf.to_bytes(), ""), Limits(maximum_pages=2))
    assert caught.value.detail == "3"


def test_a_text_file_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert load_document(SeedFile("a.txt", b"Text", "")).text == "Text"
