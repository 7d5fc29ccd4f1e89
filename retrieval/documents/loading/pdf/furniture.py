"""Takes running heads, running feet and page numbers off pages: what repeats at the same place.

Knows lines and pages, nothing of paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.documents.loading.pdf.layout import Page, PlacedLine

_OUTERMOST_LINES = 4
_BAND = 0.13
"""How much of the paper's height, at the top and at the bottom, is looked at."""

_MOST = 0.8
_SAME_PLACE = 6.0
_MANY_PAGES = 6
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\Z|\A[ivxlc]+\b")
_DECIMAL = re.compile(r"\d{1,6}")
_PAGE_COUNT = re.compile(r"\W*(?:seite|page|blatt|s\.)?\W*\d+\s*(?:von|of|/)\s*\d+\W*\Z", re.IGNORECASE)
_NAMED_PAGE = re.compile(r"\W*(?:seite|page|blatt)\W*\d+\W*\Z|[-–—]\s*\d+\s*[-–—]\Z", re.IGNORECASE)
_AT_AN_END = re.compile(r"\A\W*\d{1,4}\b|\b\d{1,4}\W*\Z")


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without what is there for leafing through.

    Parameters
    ----------
    pages
        Of one document.

    Returns
    -------
    list[Page]
        As many; columns may be empty.
    """
    edges = [(_outermost(page, top=True), _outermost(page, top=False)) for page in pages]
    needed = 2 if len(pages) < _MANY_PAGES else 3
    dropped: set[int] = set()
    for side in (0, 1):
        lines = [page[side] for page in edges]
        repeated = _repeated(lines, needed)
        places = {round(line.baseline / _SAME_PLACE) for page in lines for line in page if id(line) in repeated}
        for page in lines:
            for line in page:
                # From the edge inwards: what stands behind a line that stays is not furniture.
                if not (id(line) in repeated or _is_page_number(line) or _is_at(line, places)):
                    break
                dropped.add(id(line))
    return [_without(page, dropped) for page in pages]


def _outermost(page: Page, *, top: bool) -> list[PlacedLine]:
    """The lines near an edge of the paper, from the edge inwards."""
    band = _BAND * (page.top - page.bottom)
    lines = [line for column in page.columns for line in column]
    near = [line for line in lines if (page.top - line.baseline if top else line.baseline - page.bottom) < band]
    return sorted(near, key=lambda line: line.baseline, reverse=top)[:_OUTERMOST_LINES]


def _repeated(pages: Sequence[Sequence[PlacedLine]], needed: int) -> set[int]:
    """The identities of lines that come again on other pages at the same place, with the page's number or without."""
    alike: defaultdict[str, list[PlacedLine]] = defaultdict(list)
    for lines in pages:
        for line in lines:
            alike[_pattern(line.text)].append(line)
    groups = (group for lines in alike.values() for group in _at_one_place(lines, needed))
    return {id(line) for group in groups if _is_constant(group) or _counts_pages(group) for line in group}


def _pattern(text: str) -> str:
    """A line without what changes from page to page: its numbers, and on which side they stand."""
    return " ".join(_NUMBER.sub("#", text).strip("#|-–—. \t").casefold().split())


def _is_constant(lines: Sequence[PlacedLine]) -> bool:
    return 2 * len({line.text for line in lines}) <= len(lines) or not any(map(_numbers, lines))


def _counts_pages(lines: Sequence[PlacedLine]) -> bool:
    """Whether a number in the lines grows with the pages."""
    offsets = Counter(offset for line in lines for offset in {number - line.page for number in _numbers(line)})
    return bool(offsets) and offsets.most_common(1)[0][1] >= _MOST * len(lines)


def _numbers(line: PlacedLine) -> list[int]:
    return [int(number) for number in _DECIMAL.findall(line.text)]


def _at_one_place(lines: list[PlacedLine], needed: int) -> Iterator[list[PlacedLine]]:
    group: list[PlacedLine] = []
    for line in sorted(lines, key=lambda line: line.baseline):
        if group and line.baseline - group[-1].baseline > _SAME_PLACE / 2:
            if _pages(group) >= needed:
                yield group
            group = []
        group.append(line)
    if _pages(group) >= needed:
        yield group


def _pages(lines: list[PlacedLine]) -> int:
    return len({line.page for line in lines})


def _is_page_number(line: PlacedLine) -> bool:
    return bool(_PAGE_COUNT.match(line.text) or _NAMED_PAGE.match(line.text))


def _is_at(line: PlacedLine, places: set[int]) -> bool:
    """Whether a line with a number at its end stands where other pages have their running head."""
    return round(line.baseline / _SAME_PLACE) in places and bool(_AT_AN_END.search(line.text))


def _without(page: Page, dropped: set[int]) -> Page:
    return replace(
        page, columns=tuple(tuple(line for line in column if id(line) not in dropped) for column in page.columns)
    )
