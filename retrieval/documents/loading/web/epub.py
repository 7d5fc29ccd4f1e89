"""Electronic books to blocks: the chapters in the order of the spine, each read like a web page without its frame.

Knows how a book is packed and what it says of its chapters; what stands in a chapter is read in ``html``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from retrieval.documents.loading.blocks.blocks import Block, ConversionError, Extracted, cleaned_title, normalised
from retrieval.documents.loading.containers.archive import Archive
from retrieval.documents.loading.containers.markup import attribute, child, children, local_name, parse_html, parse_xml
from retrieval.documents.loading.web.article import hidden_elements
from retrieval.documents.loading.web.html import html_blocks
from retrieval.documents.skipped import Limits, SkipReason

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER_TYPES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_CONTENTS_TYPE = "application/x-dtbncx+xml"
_SELF_CLOSED = re.compile(
    rb"<(?!(?:area|base|br|col|embed|hr|image|img|input|link|meta|param|source|track|wbr)\b)([A-Za-z][\w.-]*)"
    rb"((?:\s[^<>]*)?)/>"
)
"""In XHTML an empty element; in HTML one that is never closed and swallows what follows."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the book, as its manifest lists it."""

    part: str
    media_type: str
    is_navigation: bool


def convert_epub(data: bytes, limits: Limits) -> Extracted:
    """The text of a book.

    Parameters
    ----------
    data
        The file.
    limits
        Bounds what is unpacked.

    Returns
    -------
    Extracted
        A chapter without a heading gets its name from the table of contents, which itself is left out.

    Raises
    ------
    ConversionError
        If it is damaged, locked, not a book, or unpacks to too much.
    """
    archive = Archive(data, limits)
    if _CONTAINER not in archive.names:
        raise ConversionError(SkipReason.WRONG_CONTENT, "no book in it")
    rootfiles = children(child(parse_xml(archive.read(_CONTAINER)), "rootfiles"), "rootfile")
    package_part = next((unquote(attribute(rootfile, "full-path")) for rootfile in rootfiles), "")
    if package_part not in archive.names:
        raise ConversionError(SkipReason.DAMAGED, "its list of chapters is missing")
    package = parse_xml(archive.read(package_part))
    items = _items(package, package_part)
    chapters = _chapters(package, items)
    if _locked_parts(archive) & {chapter.part for chapter in chapters}:
        raise ConversionError(SkipReason.ENCRYPTED, "DRM")
    names = _names(archive, items.values())
    blocks = [
        block
        for chapter in chapters
        if chapter.part in archive.names
        for block in _chapter_blocks(archive.read(chapter.part), names.get(chapter.part, ""))
    ]
    titles = ("".join(title.itertext()) for title in children(child(package, "metadata"), "title"))
    return Extracted(tuple(blocks), cleaned_title(next(titles, "")))


def _items(package: Element, package_part: str) -> Mapping[str, _Item]:
    return {
        attribute(item, "id"): _Item(
            _part(package_part, attribute(item, "href")),
            attribute(item, "media-type"),
            "nav" in attribute(item, "properties").split(),
        )
        for item in children(child(package, "manifest"), "item")
    }


def _chapters(package: Element, items: Mapping[str, _Item]) -> list[_Item]:
    references = (attribute(reference, "idref") for reference in children(child(package, "spine"), "itemref"))
    listed = (items[reference] for reference in dict.fromkeys(references) if reference in items)
    return [item for item in listed if item.media_type in _CHAPTER_TYPES and not item.is_navigation]


def _part(beside: str, reference: str) -> str:
    """The name in the archive that a reference in a file of it means."""
    path = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(beside), path)).lstrip("/")


def _locked_parts(archive: Archive) -> set[str]:
    """What is encrypted; in most books that are not locked it is fonts."""
    if _ENCRYPTION not in archive.names:
        return set()
    elements = parse_xml(archive.read(_ENCRYPTION)).iter()
    references = (element for element in elements if local_name(element) == "CipherReference")
    return {_part("", attribute(reference, "URI")) for reference in references}


def _names(archive: Archive, items: Iterable[_Item]) -> Mapping[str, str]:
    """What the table of contents calls a file: its first entry that leads there."""
    names: dict[str, str] = {}
    for item in items:
        if item.part not in archive.names:
            continue
        if item.is_navigation:
            entries = _navigation_entries(archive.read(item.part))
        elif item.media_type == _CONTENTS_TYPE:
            entries = _contents_entries(archive.read(item.part))
        else:
            continue
        for reference, name in entries:
            names.setdefault(_part(item.part, reference), normalised(name).replace("\n", " "))
    return names


def _navigation_entries(data: bytes) -> Iterator[tuple[str, str]]:
    page = parse_html(_closed(data))
    for link in page.iter("a") if page is not None else ():
        yield link.get("href", ""), "".join(link.itertext())


def _contents_entries(data: bytes) -> Iterator[tuple[str, str]]:
    for point in parse_xml(data).iter():
        if local_name(point) == "navPoint":
            label = child(point, "navLabel", "text")
            yield attribute(child(point, "content"), "src"), (label.text or "") if label is not None else ""


def _closed(data: bytes) -> bytes:
    return _SELF_CLOSED.sub(rb"<\1\2></\1>", data)


def _chapter_blocks(data: bytes, name: str) -> list[Block]:
    page = parse_html(_closed(data))
    blocks = [] if page is None else html_blocks(page, hidden_elements(page))
    if blocks and name and not any(block.level for block in blocks):
        return [Block(name, level=1), *blocks]
    return blocks
