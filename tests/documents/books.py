"""Electronic books, packed as their makers pack them."""

from __future__ import annotations

from tests.documents.office import archive

_CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def chapter(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        f'<head><title/><link rel="stylesheet" href="s.css"/></head><body><a id="top"/>{body}</body></html>'
    )


def epub(
    *chapters: str,
    order: tuple[int, ...] = (),
    title: str = "",
    contents: str = "",
    members: dict[str, str] | None = None,
) -> bytes:
    """A book of the chapters whose bodies are given; ``contents`` is the body of its table of contents."""
    numbers = range(1, len(chapters) + 1)
    items = "".join(
        f'<item id="c{number}" href="text/kapitel%20{number}.xhtml" media-type="application/xhtml+xml"/>'
        for number in numbers
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in order or numbers)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title></metadata><manifest>{items}"
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>'
        f'<spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "OEBPS/book.opf": package,
            "OEBPS/nav.xhtml": chapter(f"<nav>{contents}</nav>"),
            **{f"OEBPS/text/kapitel {number}.xhtml": chapter(body) for number, body in enumerate(chapters, 1)},
            **(members or {}),
        }
    )
