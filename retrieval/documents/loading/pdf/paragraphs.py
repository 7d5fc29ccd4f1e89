"""Lines with places to blocks: which lines are one paragraph, also over columns and pages, and which are headings.

Knows lines, their places and how German is written; nothing of PDF.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.documents.loading.blocks.blocks import MAXIMUM_LEVEL, Block
from retrieval.documents.loading.pdf.breaks import (
    Break,
    Margins,
    break_between,
    ends_sentence,
    is_bullet,
    is_full,
    starts_item,
    without_stretched,
)
from retrieval.documents.loading.pdf.layout import Page, PlacedLine
from retrieval.documents.loading.pdf.line_joining import hyphenated_words, join_lines

# In ems, that is multiples of the size of the font, where nothing else is said.
_SAME_SIZE = 0.06
_LEADING = 1.2
_MAXIMUM_LEADING = 3.0
_INDENTATION = 0.5
_NEAR_THE_END = 3.0
_FILLED_LINES = 10
_HEADING_SCALE = 1.12
_FOOTNOTE_SCALE = 0.93
_MAXIMUM_HEADING_CHARACTERS = 200
_MAXIMUM_BOLD_HEADING_CHARACTERS = 120
_MAXIMUM_HEADING_LINES = 4
_MAXIMUM_ITEM_LINES = 3
_MAXIMUM_LIST_LINES = 60
_MOSTLY_BOLD = 0.4
_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_]")
_LEADER = " … "


@dataclass(slots=True)
class _Draft:
    """Lines that belong together, with the margins of the column that the last of them stands in."""

    lines: list[PlacedLine]
    margins: Margins
    breaks: list[Break] = field(default_factory=list)

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    def text(self, hyphenated: frozenset[str], *, is_heading: bool = False) -> str:
        """The text with line ends only where they mean something."""
        parts = []
        last = self.lines[0].text
        for between, line in zip(self.breaks, self.lines[1:], strict=True):
            keeps_lines = between is Break.LINE and not is_heading
            joined = f"{last}\n{line.text}" if keeps_lines else join_lines(last, line.text, hyphenated)
            parts.append(joined.removesuffix(line.text))
            last = line.text
        return "".join([*parts, last])


def blocks_of(pages: Sequence[Page]) -> list[Block]:
    """The paragraphs and headings of a document.

    Parameters
    ----------
    pages
        In order, without running heads.

    Returns
    -------
    list[Block]
        In reading order; a paragraph that goes on behind a column or page break is one.
    """
    lines = [line for page in pages for column in page.columns for line in column]
    if not lines:
        return []
    body = _body_size(lines)
    drafts = list(_lists_together(_drafts(pages, body)))
    hyphenated = hyphenated_words(line.text for line in lines)
    texts = [draft.text(hyphenated) for draft in drafts]
    levels = _levels(drafts, texts, body)
    return [
        Block(draft.text(hyphenated, is_heading=True) if level else text, level, draft.lines[0].page)
        for text, level, draft in zip(texts, levels, drafts, strict=True)
    ]


def _body_size(lines: Sequence[PlacedLine]) -> float:
    """The size in which most of the text is set."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0]


def _drafts(pages: Sequence[Page], body: float) -> list[_Draft]:
    leading = _leading(pages)
    drafts: list[_Draft] = []
    last_of_body: _Draft | None = None
    lowest = _lowest(pages, body)
    for page in pages:
        for column in page.columns:
            margins = Margins.of(column, body)
            found = list(_column_drafts(column, margins, leading))
            if found and last_of_body and _goes_on(last_of_body, found[0], lowest):
                first = found.pop(0)
                last_of_body.breaks.extend([Break.NONE, *first.breaks])
                last_of_body.lines.extend(first.lines)
                last_of_body.margins = margins
            drafts.extend(found)
            last_of_body = next((d for d in reversed(found) if d.size > _FOOTNOTE_SCALE * body), last_of_body)
    return drafts


def _lowest(pages: Sequence[Page], body: float) -> float:
    """How far down text of the usual size goes on any page."""
    lines = (line for page in pages for column in page.columns for line in column)
    return min((line.baseline for line in lines if line.size > _FOOTNOTE_SCALE * body), default=0.0)


def _leading(pages: Sequence[Page]) -> dict[float, float]:
    """For each size the usual distance of two lines."""
    distances: dict[float, Counter[float]] = {}
    for above, below in _neighbours(pages):
        distance = above.baseline - below.baseline
        if distance < _MAXIMUM_LEADING * above.size:
            distances.setdefault(round(above.size), Counter())[float(round(distance))] += 1
    # Where paragraphs are short, the distance between them may be the most frequent; that within them is smaller.
    return {
        size: min(distance for distance, count in counted.items() if 3 * count >= max(counted.values()))
        for size, counted in distances.items()
    }


def _neighbours(pages: Sequence[Page]) -> Iterator[tuple[PlacedLine, PlacedLine]]:
    for page in pages:
        for column in page.columns:
            for above, below in itertools.pairwise(column):
                if abs(above.size - below.size) < _SAME_SIZE * above.size:
                    yield above, below


def _column_drafts(lines: Sequence[PlacedLine], margins: Margins, leading: dict[float, float]) -> Iterator[_Draft]:
    draft: _Draft | None = None
    column = without_stretched(lines, margins)
    for place, line in enumerate(column):
        following = column[place + 1] if place + 1 < len(column) else None
        usual = leading.get(round(line.size), _LEADING * line.size)
        between = break_between(draft.lines, line, following, margins, usual) if draft else Break.PARAGRAPH
        if draft is None or between is Break.PARAGRAPH:
            if draft:
                yield draft
            draft = _Draft([line], margins)
        else:
            draft.lines.append(line)
            draft.breaks.append(between)
    if draft:
        yield draft


def _lists_together(drafts: Sequence[_Draft]) -> Iterator[_Draft]:
    """Short items of a list that stand apart as one paragraph, as in every other format."""
    last: _Draft | None = None
    for draft in drafts:
        if last and _are_items_of_one_list(last, draft):
            last.breaks.extend([Break.LINE, *draft.breaks])
            last.lines.extend(draft.lines)
            continue
        if last:
            yield last
        last = draft
    if last:
        yield last


def _are_items_of_one_list(items: _Draft, item: _Draft) -> bool:
    first, following = items.lines[0], item.lines[0]
    return (
        is_bullet(first.text)
        and first.text[0] == following.text[0]
        and _has_short_items(items)
        and _has_short_items(item)
        and len(items.lines) < _MAXIMUM_LIST_LINES
        and abs(first.left - following.left) < first.size
        and abs(first.size - following.size) < _SAME_SIZE * first.size
    )


def _has_short_items(draft: _Draft) -> bool:
    return len(draft.lines) <= _MAXIMUM_ITEM_LINES * (1 + draft.breaks.count(Break.LINE))


def _goes_on(draft: _Draft, following: _Draft, lowest: float) -> bool:
    """Whether a paragraph that stands last in a column continues in the next column.

    A sentence that ends where a full column ends is more often in the middle of a paragraph than at its end.
    """
    last, first = draft.lines[-1], following.lines[0]
    if abs(last.size - first.size) > _SAME_SIZE * last.size or draft.bold != following.bold or starts_item(first.text):
        return False
    if last.tabular or first.tabular:
        return False
    full = is_full(last, first, draft.margins)
    if ends_sentence(last.text):
        indented = first.left - following.margins.left > _INDENTATION * first.size
        filled = draft.margins.lines >= _FILLED_LINES and last.baseline - lowest < _NEAR_THE_END * last.size
        return full and filled and not indented
    return full or first.text[:1].islower()


def _levels(drafts: Sequence[_Draft], texts: Sequence[str], body: float) -> list[int]:
    """0 for a paragraph; for a heading the rank of its size, bold ones of the text's size after all larger ones."""
    letters = sum(map(len, texts))
    bold = sum(len(text) for draft, text in zip(drafts, texts, strict=True) if draft.bold)
    use_bold = bold < _MOSTLY_BOLD * letters
    kinds: list[float] = []
    for place, (draft, text) in enumerate(zip(drafts, texts, strict=True)):
        is_last = place + 1 == len(drafts)
        if not _may_be_heading(draft, text):
            kinds.append(0.0)
        elif draft.size >= _HEADING_SCALE * body:
            kinds.append(round(2 * draft.size) / 2)
        elif use_bold and not is_last and _is_bold_heading(draft, text, body):
            kinds.append(0.1)
        else:
            kinds.append(0.0)
    ranks = {kind: rank for rank, kind in enumerate(sorted({kind for kind in kinds if kind}, reverse=True), start=1)}
    return [min(ranks[kind], MAXIMUM_LEVEL) if kind else 0 for kind in kinds]


def _may_be_heading(draft: _Draft, text: str) -> bool:
    return (
        len(draft.lines) <= _MAXIMUM_HEADING_LINES
        and len(text) <= _MAXIMUM_HEADING_CHARACTERS
        and _LETTERS.search(text) is not None
        and _LEADER not in text
        and not text.endswith((",", ";"))
    )


def _is_bold_heading(draft: _Draft, text: str, body: float) -> bool:
    return (
        draft.bold
        and draft.size > _FOOTNOTE_SCALE * body
        and len(text) <= _MAXIMUM_BOLD_HEADING_CHARACTERS
        and not text.endswith((".", ":"))
        and not any(line.tabular for line in draft.lines)
    )
