"""The text of a word processor as it is read: paragraphs, the list and the tables that are open, notes that wait.

What the formats of several programs have in common; also that programs keep the meaning of their own styles in the
names, some of them translated. Knows no format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from retrieval.documents.loading.blocks.blocks import Block
from retrieval.documents.loading.blocks.rows import list_blocks

_HEADING_STYLE = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)\s?([1-9])", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|contents|verzeichnis|table of figures)\b", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "titel"})


class Flow:
    """Blocks in reading order."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._items: list[list[str]] = []
        self._notes: list[Block] = []
        self._new_notes: list[Block] = []
        self._note_count = 0
        self._open_tables = 0

    def paragraph(self, text: str, level: int = 0) -> None:
        """A paragraph or, with a level, a heading; it ends a list."""
        self.end_list()
        if text:
            self._blocks.append(Block(text, level=level))
        self._take_notes()
        self._put_notes()

    def item(self, text: str) -> None:
        """An item of the list that is open, or of a new one."""
        if text:
            self._items.append([text])
        self._take_notes()

    def end_list(self) -> None:
        """What follows is not an item."""
        self._blocks.extend(list_blocks(self._items))
        self._items = []
        self._put_notes()

    def note_mark(self) -> str:
        """The mark of the next note, where the text refers to it."""
        self._note_count += 1
        return f"[{self._note_count}]"

    def note(self, mark: str, text: str) -> None:
        """The text of a note of the paragraph or item that is put in next; it follows that, or its list or table."""
        self._new_notes.append(Block(f"{mark} {text}"))

    def rows(self, blocks: list[Block]) -> None:
        """The rows of a table."""
        self.end_list()
        self._blocks.extend(blocks)

    @contextmanager
    def table(self) -> Iterator[None]:
        """Inside, notes wait for the end of the table."""
        self.end_list()
        self._open_tables += 1
        yield
        self.end_list()
        self._open_tables -= 1
        self._put_notes()

    @contextmanager
    def cell(self) -> Iterator[list[str]]:
        """What is read inside stands afterwards in the list that is given, and not in the text."""
        outside = self._blocks, self._items
        self._blocks, self._items = [], []
        texts: list[str] = []
        yield texts
        self.end_list()
        texts.extend(block.text for block in self._blocks)
        self._blocks, self._items = outside

    def finish(self) -> tuple[Block, ...]:
        """All blocks."""
        self.end_list()
        return tuple(self._blocks)

    def _take_notes(self) -> None:
        self._notes.extend(self._new_notes)
        self._new_notes = []

    def _put_notes(self) -> None:
        if not self._open_tables:
            self._blocks.extend(self._notes)
            self._notes = []


def heading_level(names: Iterable[str]) -> int:
    """The level that the first name of a heading style says; 0 if there is none.

    >>> heading_level(["Paragraf", "Überschrift 2"])
    2
    """
    matches = (_HEADING_STYLE.fullmatch(name) for name in names)
    return next((int(match[1]) for match in matches if match), 0)


def is_title_style(name: str) -> bool:
    """Whether a paragraph style is for the title of the document."""
    return name.lower() in _TITLE_STYLES


def is_contents_style(name: str) -> bool:
    """Whether a paragraph style is for the lines of a table of contents."""
    return bool(_CONTENTS_STYLE.match(name))
