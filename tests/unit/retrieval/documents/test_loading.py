"""Which files are corpus, how their bytes become text, and what is named as skipped."""

from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path

import pytest

from retrieval.documents.loading import SeedFile, read_seeds
from retrieval.documents.loading.containers.decoding import UndecodableError, decode
from retrieval.documents.records import Document
from retrieval.documents.skipped import DocumentError, SkippedFile, SkipReason
from retrieval.errors import SeedsMissingError
from tests.documents.loading import load_document

GERMAN = "Größe und Straße: fünf Äpfel für 20 € – „sehr schön“.\nZweite Zeile über Öl.\n"


def ids_of(seeds: Path) -> list[str]:
    return [entry.document_id for entry in read_seeds(seeds)]


def skipped_of(seeds: Path) -> dict[str, SkipReason]:
    return {entry.document_id: entry.reason for entry in read_seeds(seeds) if isinstance(entry, SkippedFile)}


def load(name: str, data: bytes) -> Document:
    return load_document(SeedFile(name, data, "0" * 64))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_german_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)) == GERMAN


def test_latin_9_keeps_its_euro_sign() -> None:
    text = "Das kostet 20 € für größere Mengen.\n"
    assert decode(text.encode("iso8859-15")) == text


def test_cyrillic_text_is_not_taken_for_german() -> None:
    text = "Правительство призвало все стороны к сдержанности. Протесты продолжаются в нескольких городах.\n" * 3
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_become_newlines(ending: str) -> None:
    assert decode(f"Eins{ending}{ending}Zwei".encode()) == "Eins\n\nZwei"


@pytest.mark.parametrize(
    "data", [b"\x7fELF\x02\x01\x01\x00\x00\x00", bytes(range(256)) * 8, b"Text\x00Text und mehr Text", b"\xff\xfe\x00"]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(UndecodableError):
        decode(data)


def test_the_title_is_the_first_heading_or_the_file_name() -> None:
    assert load("a/satzung.md", b"# Die *Satzung*\n\nText hier.").title == "Die Satzung"
    assert load("a/satzung.md", b"Text hier.").title == "satzung"
    assert load("a/notiz.txt", b"# Kein Titel\n\nText.").title == "notiz"


def test_the_language_is_that_of_the_text() -> None:
    assert load("a.txt", b"The council meets every Monday in the old town hall of the city.").language == "en"
    assert load("a.txt", b"Der Rat tagt jeden Montag im alten Rathaus der Stadt.").language == "de"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", SkipReason.EMPTY),
        ("a.txt", b" \n\t\n", SkipReason.NO_TEXT),
        ("a.txt", b"\x00\x01\x02", SkipReason.BINARY),
        ("a.xyz", b"Text", SkipReason.FORMAT),
        ("LIESMICH", b"Text", SkipReason.FORMAT),
    ],
)
def test_a_file_that_cannot_be_used_says_why(name: str, data: bytes, reason: SkipReason) -> None:
    with pytest.raises(DocumentError) as caught:
        load(name, data)
    assert caught.value.reason == reason


def test_a_larger_file_than_the_limit_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 101)
    (entry,) = read_seeds(tmp_path, maximum_file_bytes=100)
    assert isinstance(entry, SkippedFile)
    assert entry.reason == SkipReason.TOO_LARGE


def test_hidden_files_leftovers_and_the_readme_on_top_are_no_corpus(tmp_path: Path) -> None:
    for name in [".git/config.txt", ".versteckt.txt", "a.txt~", "#a.txt#", "~$b.docx", "b.swp", "c.part", "Thumbs.db"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in ["README.md", "a.txt", "unten/README.md"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert ids_of(tmp_path) == ["a.txt", "unten/README.md"]


def test_ids_are_paths_in_composed_unicode(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "Übung.txt")).write_text("x")
    assert ids_of(tmp_path) == ["Übung.txt"]


def test_two_names_that_look_the_same_are_reported(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "Übung.txt")).write_text("x")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system does not tell the two names apart")
    assert skipped_of(tmp_path) == {"Übung.txt": SkipReason.SAME_NAME}


def test_names_that_cannot_be_printed_are_escaped(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (tmp_path / "zwei\nZeilen.txt").write_text("x")
    assert ids_of(tmp_path) == ["caf\\xe9.txt", "zwei\\x0aZeilen.txt"]


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    seeds = tmp_path / "seeds"
    for folder in (outside, seeds):
        folder.mkdir()
    (outside / "geheim.txt").write_text("geheim")
    (seeds / "datei.txt").symlink_to(outside / "geheim.txt")
    (seeds / "ordner").symlink_to(outside)
    (seeds / "schleife").symlink_to(seeds)
    reason = SkipReason.LINK
    assert skipped_of(seeds) == {"datei.txt": reason, "ordner": reason, "schleife": reason}
    assert ids_of(seeds) == sorted(skipped_of(seeds), key=lambda name: name.endswith(".txt"))


def test_the_seeds_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "echt").mkdir()
    (tmp_path / "echt" / "a.txt").write_text("x")
    (tmp_path / "seeds").symlink_to(tmp_path / "echt")
    assert ids_of(tmp_path / "seeds") == ["a.txt"]


def test_pipes_and_sockets_are_named_and_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        assert skipped_of(tmp_path) == {"pipe.txt": SkipReason.NOT_A_FILE, "socket.txt": SkipReason.NOT_A_FILE}


def test_a_missing_folder_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SeedsMissingError, match="nirgends"):
        list(read_seeds(tmp_path / "nirgends"))
    (tmp_path / "datei").write_text("x")
    with pytest.raises(SeedsMissingError, match="datei"):
        list(read_seeds(tmp_path / "datei"))
