"""Styles of OpenDocument texts: what is hidden, what is a title, and what stands before the items of a list.

Knows the elements that say so, no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.inline import item_marker, whole_number, written_number
from retrieval.documents.loading.containers.markup import attribute, child, children, local_name

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_TITLES = frozenset({"Title", "Titel"})
_TABLE_HEADINGS = frozenset({"Table_20_Heading", "Table Heading"})
_LONGEST_CHAIN = 20
_LONGEST_MARK = 50


@dataclass(frozen=True, slots=True)
class _Level:
    one: str
    before: str
    after: str
    start: int


class TextStyles:
    """The named and the automatic styles of a document.

    Parameters
    ----------
    *roots
        Of the files that have styles; what comes later wins.
    """

    def __init__(self, *roots: Element | None) -> None:
        self._parents: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._levels: dict[tuple[str, int], _Level] = {}
        for root in roots:
            for group in children(root, "styles", "automatic-styles"):
                for style in group:
                    self._learn(style)

    def is_title(self, style: str) -> bool:
        """Whether a paragraph of this style is the title of the document."""
        return not _TITLES.isdisjoint(self._chain(style))

    def is_table_heading(self, style: str) -> bool:
        """Whether a paragraph of this style names a column."""
        return not _TABLE_HEADINGS.isdisjoint(self._chain(style))

    def is_hidden(self, style: str) -> bool:
        """Whether text of this style is not shown."""
        return not self._hidden.isdisjoint(self._chain(style))

    def first_number(self, style: str, depth: int) -> int:
        """The number of the first item of a list."""
        level = self._levels.get((style, depth))
        return level.start if level else 1

    def label(self, style: str, depth: int, number: int) -> str:
        """What stands before an item, with the space behind it."""
        level = self._levels.get((style, depth))
        if level is None or not level.one:
            return item_marker(depth)
        return f"{level.before}{written_number(number, level.one)}{level.after}".strip() + " "

    def _learn(self, style: Element) -> None:
        name = attribute(style, "name")
        if local_name(style) == "style":
            self._parents[name] = attribute(style, "parent-style-name")
            if attribute(child(style, "text-properties"), "display") == "none":
                self._hidden.add(name)
        elif local_name(style) == "list-style":
            for level in children(style, "list-level-style-number", "list-level-style-bullet"):
                self._levels[name, whole_number(attribute(level, "level"), 1)] = _Level(
                    attribute(level, "num-format"),
                    attribute(level, "num-prefix")[:_LONGEST_MARK],
                    attribute(level, "num-suffix")[:_LONGEST_MARK],
                    whole_number(attribute(level, "start-value"), 1),
                )

    def _chain(self, style: str) -> list[str]:
        chain: list[str] = []
        while style and len(chain) < _LONGEST_CHAIN:
            chain.append(style)
            style = self._parents.get(style, "")
        return chain
