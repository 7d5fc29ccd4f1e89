"""Web pages to blocks: the elements of the article as paragraphs, headings, lists and rows of tables.

Knows elements of HTML, also of the chapters of a book; which of them belong to the article is judged in ``article``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.blocks import MAXIMUM_LEVEL, Block, Extracted, normalised
from retrieval.documents.loading.blocks.inline import RunningText, item_marker, whole_number
from retrieval.documents.loading.blocks.rows import list_blocks, table_blocks
from retrieval.documents.loading.containers.markup import parse_html, walk
from retrieval.documents.loading.web.article import find_article
from retrieval.documents.loading.web.html_tables import data_grid
from retrieval.documents.skipped import Limits

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form
    header hgroup hr legend li listing main menu ol p pre search section summary table tbody td tfoot th thead tr ul xmp
    """.split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_LITERAL = frozenset({"pre", "listing", "xmp"})
_PERMALINK = re.compile(r"\s*[¶🔗]\Z|\s+#\Z")


def convert_html(data: bytes, limits: Limits) -> Extracted:
    """The article of a web page.

    Parameters
    ----------
    data
        The file.
    limits
        Not needed: a page is never larger than its file.

    Returns
    -------
    Extracted
        Titled as it says for sharing, else by its heading if its title repeats that, else by its title.

    Raises
    ------
    ConversionError
        If it is not text, or nested too deeply.
    """
    del limits
    page = parse_html(data)
    if page is None:
        return Extracted(())
    article = find_article(page)
    blocks = html_blocks(article.root, article.dropped)
    if article.heading is not None:
        blocks = [*html_blocks(article.heading), *blocks]
    return Extracted(tuple(blocks), _title(page, blocks))


def html_blocks(root: Element, dropped: Collection[Element] = ()) -> list[Block]:
    """The blocks below an element, in reading order.

    Parameters
    ----------
    root
        An element of HTML with plain tags.
    dropped
        Elements that are left out with all that is in them.

    Returns
    -------
    list[Block]
        Headings, paragraphs, lists as one block, rows of data tables with the names of their columns.
    """
    reader = _Reader()
    walker = walk(root)
    for event, element in walker:
        if event == "end":
            if element not in dropped:
                reader.end(element)
            if element is not root:
                reader.text(element.tail)
        elif element in dropped:
            walker.skip_subtree()
        elif element.tag == "table" and (rows := _data_table(element, dropped)):
            reader.rows(rows)
            walker.skip_subtree()
        else:
            reader.start(element)
            reader.text(element.text)
    return reader.finish()


class _Reader:
    """The blocks read so far, and the line and the lists that are open."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._line = RunningText()
        self._literal = 0
        self._counters: list[int | None] = []
        self._items: list[list[str]] = []
        self._marker = ""
        self._term = ""

    def start(self, element: Element) -> None:
        tag = str(element.tag)
        if tag == "br":
            if self._line.break_line():
                self._break()
        elif tag in _BLOCKS or _level(element):
            self._break()
        if tag in _LITERAL:
            self._literal += 1
        elif tag in _LISTS:
            self._counters.append(whole_number(element.get("start"), 1) if tag == "ol" else None)
        elif tag == "li" and self._counters:
            self._open_item(element)
        elif tag == "dt" and self._counters:
            self._end_term()
            self._items.append([])

    def text(self, text: str | None) -> None:
        if self._literal:
            self._line.add_literal(text)
        else:
            self._line.add(text)

    def end(self, element: Element) -> None:
        tag = str(element.tag)
        if tag == "dt" and self._counters:
            self._term = self._line.take() or self._term
        elif level := _level(element):
            self._heading(level)
        elif tag in _BLOCKS:
            self._break()
        if tag in _LITERAL:
            self._literal -= 1
        elif tag in _LISTS:
            self._end_term()
            self._counters.pop()
            if not self._counters:
                self._close_list()

    def rows(self, rows: list[Block]) -> None:
        self._break()
        self._close_list()
        self._blocks.extend(rows)

    def finish(self) -> list[Block]:
        self._break()
        self._close_list()
        return self._blocks

    def _open_item(self, element: Element) -> None:
        count = self._counters[-1]
        if count is not None:
            count = whole_number(element.get("value"), count)
            self._counters[-1] = count + 1
        self._marker = item_marker(len(self._counters), count)
        if len(self._counters) == 1 or not self._items:
            self._items.append([])

    def _end_term(self) -> None:
        """A term without a description stands alone."""
        if self._term:
            self._line.add(self._term)
            self._term = ""
            self._break()

    def _break(self) -> None:
        text = self._line.take()
        if not text:
            return
        if not self._counters:
            self._blocks.append(Block(text))
            return
        if not self._items:
            self._items.append([])
        term = f"{self._term}: " if self._term else ""
        self._items[-1].append(f"{self._marker}{term}{text}")
        self._marker = self._term = ""

    def _heading(self, level: int) -> None:
        text = _PERMALINK.sub("", self._line.take())
        if text:
            self._close_list()
            self._blocks.append(Block(text, level=level))

    def _close_list(self) -> None:
        self._blocks.extend(list_blocks(self._items))
        self._items = []


def _data_table(table: Element, dropped: Collection[Element]) -> list[Block]:
    """The rows of a data table below its caption; nothing for a table that only places things."""
    data = data_grid(table, dropped, lambda cell: " ".join(block.text for block in html_blocks(cell, dropped)))
    if data is None:
        return []
    captions = [block for caption in table.iterchildren("caption") for block in html_blocks(caption, dropped)]
    return [*captions, *table_blocks(*data)]


def _level(element: Element) -> int:
    """The level of a heading, 0 for all else."""
    tag = str(element.tag)
    if tag in _HEADINGS:
        return int(tag[1])
    if element.get("role") == "heading":
        return min(max(whole_number(element.get("aria-level"), 2), 1), MAXIMUM_LEVEL)
    return 0


def _title(page: Element, blocks: list[Block]) -> str:
    shared = next((meta.get("content", "") for meta in page.iter("meta") if meta.get("property") == "og:title"), "")
    named = next(("".join(title.itertext()) for title in page.iter("title")), "")
    heading = next((block.text for block in blocks if block.level == 1), "")
    shared, named = normalised(shared), normalised(named)
    return shared or (heading if heading and heading in named else named)
