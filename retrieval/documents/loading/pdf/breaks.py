"""Whether a line goes on with the paragraph above it: by distance, indentation, and how far the line above reaches.

Knows two or three lines at a time and the margins of their column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from retrieval.documents.loading.pdf.layout import PlacedLine

# In ems, that is multiples of the size of the font, where nothing else is said.
_SAME_SIZE = 0.08
_OTHER_FONT = 0.15
_WIDE_DISTANCE = 1.2
_JITTER = 0.5
"""In points: what is rounded when a page is made."""

_INDENTATION = 0.7
_MAXIMUM_INDENTATION = 5.0
_FIT_TOLERANCE = 0.6
_JUSTIFIED_TOLERANCE = 0.8
_JUSTIFIED_SHARE = 0.55
_FEW_LINES = 4
_TITLE_LETTERS = 60
_PROSE_SHARE = 0.6

_SENTENCE_END = re.compile(r"[.!?:…][»“”\"'’)\]¹²³⁰⁴-⁹]*\Z")
_BULLET = re.compile(r"[•●▪■◦○‣▸►–—*·∙\uf0b7\uf0a7-]\s+\S|[•●▪■◦○‣▸►\uf0b7\uf0a7]\S")
_ENUMERATOR = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}\.(?:\d{1,2}\.?)*)\s+\S")
_SECTION = re.compile(r"(?:§{1,2}|Art(?:ikel|\.)|\(\d{1,2}\))\s*\d*\w?\b")


class Break(Enum):
    """What is between two lines."""

    NONE = "none"
    LINE = "line"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Margins:
    """The edges of a column, whether its lines are set to reach both, and by how many lines that is known."""

    left: float
    right: float
    justified: bool
    lines: int

    @classmethod
    def of(cls, column: Sequence[PlacedLine], body: float) -> Margins:
        """The margins of a column, by its lines in the size of the text where there are any."""
        lines = [line for line in column if abs(line.size - body) < _SAME_SIZE * body and not line.tabular]
        lines = lines or list(column)
        if not lines:
            return cls(0.0, 0.0, justified=False, lines=0)
        right = max(line.right for line in lines)
        reach = sum(line.right > right - 0.3 * line.size for line in lines)
        return cls(
            left=float(Counter(round(line.left) for line in lines).most_common(1)[0][0]),
            right=right,
            justified=len(lines) >= _FEW_LINES and reach >= _JUSTIFIED_SHARE * len(lines),
            lines=len(lines),
        )


def without_stretched(column: Sequence[PlacedLine], margins: Margins) -> list[PlacedLine]:
    """The lines of a column; a single one that fills it is no longer tabular, as justification stretched it."""
    lines = []
    for place, line in enumerate(column):
        fills = margins.justified and margins.right - line.right < _JUSTIFIED_TOLERANCE * line.size
        alone = not any(near.tabular for near in (*column[max(place - 1, 0) : place], *column[place + 1 : place + 2]))
        lines.append(replace(line, tabular=False) if line.tabular and fills and alone else line)
    return lines


def break_between(
    before: Sequence[PlacedLine], line: PlacedLine, following: PlacedLine | None, margins: Margins, leading: float
) -> Break:
    """What is between a paragraph so far and the next line of its column.

    Parameters
    ----------
    before
        The lines of the paragraph so far.
    line
        The next one.
    following
        The one after it, if there is one in the column.
    margins
        Of the column.
    leading
        The usual distance of lines of this size.

    Returns
    -------
    Break
        ``LINE`` for items of a list, rows of a table and lines of an address or a poem.
    """
    above = before[-1]
    full = is_full(above, line, margins)
    if _stands_apart(above, line, leading, full=full):
        return Break.PARAGRAPH
    if above.tabular or line.tabular:
        return Break.NONE if full and above.tabular != line.tabular and margins.justified else Break.LINE
    if starts_item(line.text) and (is_bullet(line.text) or not full or ends_sentence(above.text)):
        starts_section = _SECTION.match(line.text) is not None and ends_sentence(above.text)
        return Break.PARAGRAPH if starts_section else Break.LINE
    if _leaves_list(before, line):
        return Break.PARAGRAPH
    indented = _is_first_line(before, line, following, margins)
    if not full:
        if indented or ends_sentence(above.text):
            return Break.PARAGRAPH
        return Break.NONE if _reads_on(above, line, margins) else Break.LINE
    return Break.PARAGRAPH if indented and ends_sentence(above.text) else Break.NONE


def _stands_apart(above: PlacedLine, line: PlacedLine, leading: float, *, full: bool) -> bool:
    """Whether a line is too far away, or is set in another size or weight, to go on with the line above it."""
    if not 0 < above.baseline - line.baseline <= _WIDE_DISTANCE * leading + _JITTER:
        return True
    resized = abs(above.size - line.size)
    if resized > _SAME_SIZE * above.size:
        # Names of programs and files are set in another font in the middle of a sentence.
        return resized > _OTHER_FONT * above.size or not full or ends_sentence(above.text)
    return above.bold != line.bold and not full and len(above.text) <= _TITLE_LETTERS


def is_full(line: PlacedLine, following: PlacedLine, margins: Margins) -> bool:
    """Whether a line ends because its column does: the next word had no place in it any more."""
    room = margins.right - line.right
    if margins.justified:
        return room < _JUSTIFIED_TOLERANCE * line.size
    return room < following.first_word + _FIT_TOLERANCE * line.size


def ends_sentence(text: str) -> bool:
    """Whether a sentence may end here; a colon counts, as what follows begins a new sentence."""
    return _SENTENCE_END.search(text) is not None


def starts_item(text: str) -> bool:
    """Whether a line begins like an item of a list or a numbered paragraph of a law."""
    return is_bullet(text) or bool(_ENUMERATOR.match(text) or _SECTION.match(text))


def is_bullet(text: str) -> bool:
    """Whether a line begins with the mark of an item in a list without numbers."""
    return _BULLET.match(text) is not None


def _leaves_list(before: Sequence[PlacedLine], line: PlacedLine) -> bool:
    """Whether a line stands left of the text of the list item before it."""
    if len(before) == 1 or not starts_item(before[0].text):
        return False
    return line.left < before[-1].left - _INDENTATION * line.size and not starts_item(before[-1].text)


def _reads_on(above: PlacedLine, line: PlacedLine, margins: Margins) -> bool:
    """Whether a line that has room left is prose all the same: long, and the next begins in small letters."""
    return line.text[:1].islower() and above.right - margins.left > _PROSE_SHARE * (margins.right - margins.left)


def _is_first_line(
    before: Sequence[PlacedLine], line: PlacedLine, following: PlacedLine | None, margins: Margins
) -> bool:
    """Whether a line is indented as the first line of a paragraph is: the one above and the one below are not.

    A single line above may be a paragraph of its own and as indented.
    """
    step = _INDENTATION * line.size
    if not margins.left + step < line.left < margins.left + _MAXIMUM_INDENTATION * line.size:
        return False
    outdented_below = following is not None and following.left < line.left - step / 2
    if before[-1].left < line.left - step:
        return following is None or outdented_below
    return len(before) == 1 and outdented_below
