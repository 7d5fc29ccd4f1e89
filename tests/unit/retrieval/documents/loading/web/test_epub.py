"""Electronic books: the chapters in reading order."""

from __future__ import annotations

import pytest

from retrieval.documents.loading.blocks.blocks import Block, ConversionError
from retrieval.documents.loading.web.epub import convert_epub
from retrieval.documents.skipped import Limits, SkipReason
from tests.documents.books import epub
from tests.documents.office import archive


def blocks(data: bytes) -> tuple[Block, ...]:
    return convert_epub(data, Limits()).blocks


def reason(data: bytes) -> SkipReason:
    with pytest.raises(ConversionError) as caught:
        convert_epub(data, Limits())
    return caught.value.reason


def test_chapters_come_in_the_order_of_the_spine_with_their_headings() -> None:
    data = epub(
        "<h1>Zwei</h1><p>Das&nbsp;Ende.</p>",
        "<h1>Eins</h1><p>Der Anfang.</p><ul><li>a</li><li>b</li></ul>",
        order=(2, 1),
        title="Ein  Buch",
        contents='<ol><li><a href="text/kapitel%201.xhtml">Zwei</a></li></ol>',
    )
    assert convert_epub(data, Limits()).title == "Ein Buch"
    assert blocks(data) == (
        Block("Eins", level=1),
        Block("Der Anfang."),
        Block("– a\n– b"),
        Block("Zwei", level=1),
        Block("Das Ende."),
    )


def test_a_chapter_without_a_heading_is_named_by_the_table_of_contents() -> None:
    contents = '<ol><li><a href="text/kapitel%201.xhtml#top">Der <b>Aufbruch</b></a></li></ol>'
    assert blocks(epub("<p>Es war Nacht.</p>", contents=contents)) == (
        Block("Der Aufbruch", level=1),
        Block("Es war Nacht."),
    )


def test_the_older_table_of_contents_names_chapters_as_well() -> None:
    ncx = (
        '<ncx><navMap><navPoint><navLabel><text>Alt</text></navLabel><content src="c.html"/></navPoint></navMap></ncx>'
    )
    package = (
        '<package><metadata/><manifest><item id="c" href="c.html" media-type="application/xhtml+xml"/>'
        '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
        '<spine><itemref idref="c"/></spine></package>'
    )
    container = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    members = {"META-INF/container.xml": container, "b.opf": package, "toc.ncx": ncx, "c.html": "<p>Text</p>"}
    assert blocks(archive(members)) == (Block("Alt", level=1), Block("Text"))


def test_a_chapter_that_is_missing_is_passed_over() -> None:
    assert blocks(epub("<p>Da</p>", order=(1, 7))) == (Block("Da"),)


def test_a_locked_book_is_refused_and_one_with_locked_fonts_is_not() -> None:
    def locked(part: str) -> dict[str, str]:
        reference = f'<CipherData><CipherReference URI="{part}"/></CipherData>'
        return {"META-INF/encryption.xml": f"<encryption><EncryptedData>{reference}</EncryptedData></encryption>"}

    assert reason(epub("<p>x</p>", members=locked("OEBPS/text/kapitel%201.xhtml"))) is SkipReason.ENCRYPTED
    assert blocks(epub("<p>x</p>", members=locked("OEBPS/font.otf"))) == (Block("x"),)


def test_other_archives_are_no_books() -> None:
    assert reason(archive({"a.txt": "Text"})) is SkipReason.WRONG_CONTENT
    assert reason(archive({"META-INF/container.xml": "<container/>"})) is SkipReason.DAMAGED
