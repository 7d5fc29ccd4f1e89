"""Which lines of a Markdown text are headings, and which blocks keep their blank lines.

The door to markdown-it-py, of which only the block parser runs. Knows lines, no spans and no documents.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_INLINE_MARKUP = re.compile(r"(?<!\\)(?:\*\*|__|[*_`~])|\\(?=[^\w\s])|!?\[([^\]\n]*)\]\([^)\n]*\)")


@dataclass(frozen=True, slots=True)
class MarkdownHeading:
    """A heading: its lines (from 0, end exclusive), its level 1..6 and its text without markup."""

    first_line: int
    end_line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class MarkdownStructure:
    """The headings in order, and the line ranges (from 0, end exclusive) that stay whole."""

    headings: tuple[MarkdownHeading, ...] = ()
    whole: tuple[tuple[int, int], ...] = ()


def markdown_structure(text: str) -> MarkdownStructure:
    r"""Parse the blocks of a Markdown text (CommonMark 0.31 with tables).

    Parameters
    ----------
    text
        With ``\n`` as line end.

    Returns
    -------
    MarkdownStructure
        Headings and blocks of the top level; what stands in a list or quotation belongs to it.

    Examples
    --------
    >>> markdown_structure("# Titel\n\nText").headings
    (MarkdownHeading(first_line=0, end_line=1, level=1, text='Titel'),)
    """
    front_lines = 0
    whole = []
    front = _FRONT_MATTER.match(text)
    if front:
        front_lines = front.group().count("\n")
        whole.append((0, front_lines))
        text = "\n" * front_lines + text[front.end() :]
    headings = []
    lines = text.split("\n")
    tokens = _parser().parse(text.replace("\r", " "))
    for place, token in enumerate(tokens):
        if token.level != 0 or token.map is None:
            continue
        first, end = token.map
        if token.type == "heading_open":
            plain = _INLINE_MARKUP.sub(r"\1", tokens[place + 1].content).strip()
            headings.append(MarkdownHeading(first, end, int(token.tag[1]), " ".join(plain.split())))
        elif token.type != "paragraph_open":
            whole.append((first, _without_blank_end(lines, first, end)))
    return MarkdownStructure(tuple(headings), tuple(whole))


def _without_blank_end(lines: list[str], first: int, end: int) -> int:
    while end > first and not lines[end - 1].strip():
        end -= 1
    return end


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser
