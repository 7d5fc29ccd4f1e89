"""Words with places to lines in reading order: rows, and columns of text where a page has them.

Knows geometry only, in points, y upwards; nothing of PDF or of language.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LEADER = re.compile(r"\s*(?:\.\s?){5,}")
"""The dots of a table of contents."""

# In ems, that is multiples of the size of the font, where nothing else is said.
_SAME_WORD_GROUP_GAP = 0.75
_RAISED = 0.5
_SAME_ROW = 0.35
_GUTTER = 0.2
_TABULAR_GAP = 1.6
_UNEVEN = 2.2
_LONELY_GAP = 4.0
_WITHIN_PARAGRAPH = 1.5
_EDGE_STEP = 4.0
"""In points."""

_MINIMUM_COLUMN_ROWS = 5
_MINIMUM_COLUMN_CHARACTERS = 18.0
_MINIMUM_COLUMN_FILL = 0.45
_WHERE_COLUMNS_BEGIN = 0.12


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word, its left and right edge and baseline, the size of its font, and whether it is bold."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of a column. ``first_word`` is how wide its first word is; in a ``tabular`` one there are wide gaps."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    first_word: float
    tabular: bool
    page: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page, numbered from 1: its columns in reading order, each from top to bottom.

    ``edges`` are the left edges of the columns that stand beside others; ``bottom`` and ``top`` are those of the paper.
    """

    number: int
    columns: tuple[tuple[PlacedLine, ...], ...] = ()
    edges: tuple[float, ...] = ()
    bottom: float = 0.0
    top: float = 0.0


_Group = tuple[PlacedWord, ...]
_Row = list[_Group]


def page_of(
    number: int, words: Sequence[PlacedWord], paper: tuple[float, float], known_edges: Sequence[float] = ()
) -> Page:
    """Put the words of a page into lines and columns.

    Parameters
    ----------
    number
        Of the page.
    words
        In the order of the file.
    paper
        Its bottom and its top.
    known_edges
        Those of the page before: columns there are columns here, even if there is little text in them.

    Returns
    -------
    Page
        With every word once.
    """
    rows = _rows(_groups(words))
    columns, edges = _columns(rows, known_edges)
    return Page(number, tuple(tuple(_line(row, number) for row in column) for column in columns), edges, *paper)


def _groups(words: Sequence[PlacedWord]) -> Iterator[_Group]:
    """Neighbours in the file that also stand side by side, small raised ones with those before them."""
    group: list[PlacedWord] = []
    for word in words:
        if group and not _continues(group[-1], word):
            yield tuple(group)
            group = []
        group.append(word)
    if group:
        yield tuple(group)


def _continues(before: PlacedWord, word: PlacedWord) -> bool:
    size = max(before.size, word.size)
    gap = word.left - before.right
    beside = -size < gap < _SAME_WORD_GROUP_GAP * min(before.size, word.size)
    return beside and abs(word.baseline - before.baseline) < _RAISED * size


def _main(group: _Group) -> PlacedWord:
    """The word that stands for the size and the baseline of a group."""
    sizes: Counter[float] = Counter()
    for word in group:
        sizes[word.size] += len(word.text)
    size = max(sizes, key=lambda candidate: (sizes[candidate], candidate))
    return next(word for word in group if word.size == size)


def _rows(groups: Iterator[_Group]) -> list[_Row]:
    """Groups on one baseline, from top to bottom, each row from left to right."""
    placed = sorted(((_main(group), group) for group in groups), key=lambda item: -item[0].baseline)
    rows: list[tuple[PlacedWord, _Row]] = []
    for main, group in placed:
        if rows and rows[-1][0].baseline - main.baseline < _SAME_ROW * min(main.size, rows[-1][0].size):
            rows[-1][1].append(group)
        else:
            rows.append((main, [group]))
    return [sorted(row, key=lambda group: group[0].left) for _, row in rows]


def _columns(rows: list[_Row], known_edges: Sequence[float]) -> tuple[list[list[_Row]], tuple[float, ...]]:
    """Rows cut into columns of text, in reading order, and the edges of the cuts."""
    if not rows:
        return [], ()
    edge = _best_edge(rows, known_edges)
    if edge is None:
        return [rows], ()
    columns = []
    edges = [edge]
    for is_zone, run in _zones(rows, edge, known_edges):
        for part in _cut(run, edge) if is_zone else [run]:
            inner_columns, inner_edges = _columns(part, known_edges)
            columns.extend(inner_columns)
            edges.extend(inner_edges)
    return columns, tuple(edges)


def _best_edge(rows: list[_Row], known_edges: Sequence[float]) -> float | None:
    """The left edge of a column that has most text beside another column; ``None`` for rows of one column."""
    starts = [group[0].left for row in rows for group in row]
    page_left = min(starts)
    width = max(row[-1][-1].right for row in rows) - page_left
    inner = [start for start in starts if start > page_left + _WHERE_COLUMNS_BEGIN * width]
    counts = Counter(round(start / _EDGE_STEP) for start in inner)
    candidates = {
        min(start for start in inner if round(start / _EDGE_STEP) == step)
        for step, count in counts.items()
        if count + counts[step - 1] + counts[step + 1] >= _MINIMUM_COLUMN_ROWS
    }
    candidates.update(edge for edge in known_edges if any(abs(start - edge) < 1 for start in inner))
    covered = {
        edge: sum(len(run) for is_zone, run in _zones(rows, edge, known_edges) if is_zone) for edge in candidates
    }
    best = max(covered, key=lambda edge: (covered[edge], -edge), default=None)
    return best if best is not None and covered[best] else None


def _zones(rows: list[_Row], edge: float, known_edges: Sequence[float]) -> Iterator[tuple[bool, list[_Row]]]:
    """Runs of rows that leave a gutter before an edge, and the runs between; neighbours of one kind are one run.

    Where one run proves that there are two columns, the others have them too, however short.
    """
    crosses = [not _leaves_gutter(row, edge) for row in rows]
    free_at = [
        not crosses[place] and not (place and crosses[place - 1] and _ends_with(rows[place - 1], row))
        for place, row in enumerate(rows)
    ]
    marked = itertools.groupby(zip(free_at, rows, strict=True), key=lambda item: item[0])
    runs = [(free, [row for _, row in run]) for free, run in marked]
    proven = edge in known_edges or any(free and _is_zone(run, edge) for free, run in runs)
    judged = ((free and proven and all(_cut(run, edge)), run) for free, run in runs)
    for is_zone, group in itertools.groupby(judged, key=lambda item: item[0]):
        yield is_zone, [row for _, run in group for row in run]


def _ends_with(above: _Row, row: _Row) -> bool:
    """Whether a row may be the short last line of the wide paragraph above it."""
    upper, lower = _main(above[0]), _main(row[0])
    return (
        len(row) == 1
        and abs(above[0][0].left - row[0][0].left) < 1
        and upper.size == lower.size
        and upper.baseline - lower.baseline < _WITHIN_PARAGRAPH * lower.size
    )


def _leaves_gutter(row: _Row, edge: float) -> bool:
    return all(group[-1].right <= edge - _GUTTER * group[-1].size or group[0].left >= edge - 1 for group in row)


def _cut(rows: list[_Row], edge: float) -> tuple[list[_Row], list[_Row]]:
    sides: tuple[list[_Row], list[_Row]] = ([], [])
    for row in rows:
        for side, part in zip(
            sides, ([g for g in row if g[0].left < edge - 1], [g for g in row if g[0].left >= edge - 1]), strict=True
        ):
            if part:
                side.append(part)
    return sides


def _is_zone(rows: list[_Row], edge: float) -> bool:
    """Whether both sides of an edge are running text side by side: enough lines, long and well filled ones."""
    sides = _cut(rows, edge)
    if min(map(len, sides)) < _MINIMUM_COLUMN_ROWS:
        return False
    (left_top, left_bottom), (right_top, right_bottom) = ((_baseline(s[0]), _baseline(s[-1])) for s in sides)
    if min(left_top, right_top) <= max(left_bottom, right_bottom):
        return False
    for side in sides:
        characters = [sum(len(word.text) + 1 for group in row for word in group) for row in side]
        widths = sorted(row[-1][-1].right - row[0][0].left for row in side)
        if sum(characters) < _MINIMUM_COLUMN_CHARACTERS * len(side):
            return False
        if widths[len(widths) // 2] < _MINIMUM_COLUMN_FILL * widths[-1]:
            return False
    return True


def _baseline(row: _Row) -> float:
    return _main(row[0]).baseline


def _line(row: _Row, page: int) -> PlacedLine:
    words = [word for group in row for word in group]
    main = _main(tuple(words))
    letters = sum(len(word.text) for word in words)
    gaps = [(after.left - before.right) / main.size for before, after in itertools.pairwise(words)]
    text, leaders = _LEADER.subn(" … ", " ".join(word.text for word in words))
    return PlacedLine(
        text=text,
        left=words[0].left,
        right=max(word.right for word in words),
        baseline=main.baseline,
        size=main.size,
        bold=2 * sum(len(word.text) for word in words if word.bold) > letters and words[0].bold,
        first_word=words[0].right - words[0].left,
        tabular=bool(leaders) or _is_tabular(gaps),
        page=page,
    )


def _is_tabular(gaps: Sequence[float]) -> bool:
    """Whether there are gaps, in ems, that justification does not make: it makes all of a line alike."""
    if not gaps or max(gaps) < _TABULAR_GAP:
        return False
    return max(gaps) > _UNEVEN * min(gaps) if len(gaps) > 1 and min(gaps) < _TABULAR_GAP else min(gaps) > _LONELY_GAP
