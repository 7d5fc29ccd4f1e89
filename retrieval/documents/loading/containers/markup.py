"""HTML and XML bytes to element trees that a hostile file cannot make large, slow or curious.

The door to lxml. No entity is resolved, nothing outside the bytes is ever opened. Knows no format's elements.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, TypeAlias

from retrieval.documents.loading.blocks.blocks import ConversionError
from retrieval.documents.loading.containers.decoding import UndecodableError, decode
from retrieval.documents.skipped import SkipReason

if TYPE_CHECKING:
    from lxml.etree import _Element, _ListErrorLog, iterwalk

    Element: TypeAlias = _Element

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{2,30})""")
_DECLARATION_REACH = 2048
_CHARACTER_SET = re.compile(
    r"(?:windows-?|cp-?)\d{3,4}|iso[-_]?8859[-_]\d{1,2}|latin-?\d|us-ascii|ascii|utf-?(?:8|16(?:[lb]e)?)|koi8-[ru]|"
    r"euc-(?:jp|kr|cn)|shift_jis|gb(?:k|2312|18030)|big5|macintosh",
    re.IGNORECASE,
)
_READ_AS_WINDOWS_1252 = frozenset({"ascii", "us-ascii", "latin1", "latin-1", "iso-8859-1", "iso8859-1", "iso_8859-1"})
"""As browsers do: the label was copied, the editor wrote Windows-1252."""

_RESOURCE_LIMIT = "ERR_RESOURCE_LIMIT"


def parse_html(data: bytes) -> Element | None:
    """The root element of a web page, however broken it is; ``None`` if there is no element and no text in it.

    Parameters
    ----------
    data
        A page in any character set.

    Returns
    -------
    Element | None
        With plain lower-case tags, without comments; at most 2,048 elements deep.

    Raises
    ------
    ConversionError
        If it is not text, or nested more deeply.
    """
    from lxml import etree

    text = _decode_page(data)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, default_doctype=False
    )
    # Bytes again, because lxml refuses text that names a character set of its own.
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    _refuse_cut_tree(parser.error_log)
    return root


def parse_xml(data: bytes) -> Element:
    """The root element of an XML file.

    Parameters
    ----------
    data
        As a program wrote it; the character set is declared in it.

    Returns
    -------
    Element
        Without comments; an entity of its own stays unresolved.

    Raises
    ------
    ConversionError
        If it is not well-formed, or nested more than 256 elements deep.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        _refuse_cut_tree(parser.error_log)
        raise ConversionError(SkipReason.DAMAGED, "not well-formed XML") from error
    return root


def iterate_xml(data: bytes, tags: Collection[str]) -> Iterator[Element]:
    """The elements of some names in an XML file of any length, each forgotten when the next is asked for.

    Parameters
    ----------
    data
        As a program wrote it.
    tags
        Qualified names, ``{namespace}name``.

    Yields
    ------
    Element
        With all that is in it, at its end.

    Raises
    ------
    ConversionError
        If it is not well-formed, or nested more than 256 elements deep.
    """
    import io

    from lxml import etree

    elements = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=tuple(tags),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in elements:
            yield element
            _forget(element)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ConversionError(SkipReason.DAMAGED, "not well-formed XML") from error


def walk(root: Element) -> iterwalk[tuple[str, _Element]]:
    """Start and end of every element in document order, without recursion.

    ``skip_subtree()`` after a start leaves out what is inside; the end follows all the same.
    """
    from lxml import etree

    return etree.iterwalk(root, events=("start", "end"))


def local_name(element: Element) -> str:
    """The name of an element without its namespace; empty for what is not an element.

    Office formats come in two namespaces each, transitional and strict, with the same names in them.
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str:
    """An attribute by its name without a namespace; empty if there is none."""
    if element is None:
        return ""
    plain = element.get(name)
    if plain is not None:
        return plain
    return next((value for key, value in element.attrib.items() if str(key).endswith("}" + name)), "")


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The elements directly below another, of some names without a namespace."""
    if element is not None:
        yield from (child for child in element if local_name(child) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names without a namespace."""
    for name in path:
        element = next(children(element, name), None)
    return element


def _refuse_cut_tree(log: _ListErrorLog) -> None:
    """A limit of the library cuts the tree without an exception; half a document must not pass for a whole one."""
    for entry in log:
        if entry.type_name == _RESOURCE_LIMIT:
            detail = "nested too deeply" if "depth" in entry.message else "too much markup"
            raise ConversionError(SkipReason.DAMAGED, detail)


def _forget(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _decode_page(data: bytes) -> str:
    """UTF-8 if it is; else as declared; else by detection. Declarations lie more often than valid UTF-8 does."""
    declared = _DECLARED.search(data[:_DECLARATION_REACH])
    label = declared.group(1).decode("ascii").lower() if declared else ""
    if _CHARACTER_SET.fullmatch(label) and not label.startswith("utf") and b"\0" not in data:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        try:
            return data.decode("cp1252" if label in _READ_AS_WINDOWS_1252 else label)
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        return decode(data)
    except UndecodableError as error:
        raise ConversionError(error.reason, error.detail) from error
