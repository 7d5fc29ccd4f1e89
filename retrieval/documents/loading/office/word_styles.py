"""Styles and numbering of Word documents: which paragraphs are headings, and what stands before a list item.

Knows the two parts of the package that say so, no text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.blocks import MAXIMUM_LEVEL
from retrieval.documents.loading.blocks.flow import heading_level, is_contents_style, is_title_style
from retrieval.documents.loading.blocks.inline import item_marker, whole_number, written_number
from retrieval.documents.loading.containers.markup import attribute, child, children

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_BODY_TEXT_LEVEL = 9
_LONGEST_CHAIN = 20
_DEEPEST_LIST = 9
_LONGEST_LABEL = 100
_NUMBERINGS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I", "decimalZero": "01"}
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class ParagraphKind:
    """What a paragraph is: a heading of a level, the title, a line of a table of contents, an item of a list."""

    level: int = 0
    is_title: bool = False
    is_contents: bool = False
    list_id: str = ""
    list_level: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    properties: Element | None


class Styles:
    """The paragraph styles of a document.

    Parameters
    ----------
    root
        Of the part of styles; ``None`` if there is none.
    """

    def __init__(self, root: Element | None) -> None:
        self._styles = {
            attribute(style, "styleId"): _Style(
                attribute(child(style, "name"), "val"), attribute(child(style, "basedOn"), "val"), child(style, "pPr")
            )
            for style in children(root, "style")
        }

    def name(self, style_id: str) -> str:
        """The name of a style, the same in every language of the program if it came with it."""
        return self._styles[style_id].name if style_id in self._styles else ""

    def kind(self, properties: Element | None) -> ParagraphKind:
        """What the properties of a paragraph make of it, its own before those of its style and that one's ancestors."""
        style_id = attribute(child(properties, "pStyle"), "val")
        chain = self._chain(style_id)
        names = [style.name for style in chain] or [style_id]
        sources = [properties, *(style.properties for style in chain)]
        list_id, list_level = _numbering(sources)
        if is_contents_style(names[0]):
            return ParagraphKind(is_contents=True)
        level = _outline_level(sources) or heading_level(names)
        if is_title_style(names[0]):
            return ParagraphKind(level=1, is_title=True)
        return ParagraphKind(min(level, MAXIMUM_LEVEL), list_id=list_id, list_level=list_level)

    def _chain(self, style_id: str) -> list[_Style]:
        chain: list[_Style] = []
        while style_id in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[style_id])
            style_id = chain[-1].based_on
        return chain


def _outline_level(sources: list[Element | None]) -> int:
    for source in sources:
        outline = child(source, "outlineLvl")
        if outline is not None:
            level = whole_number(attribute(outline, "val"), _BODY_TEXT_LEVEL)
            return level + 1 if 0 <= level < _BODY_TEXT_LEVEL else 0
    return 0


def _numbering(sources: list[Element | None]) -> tuple[str, int]:
    list_id, level = "", None
    for source in sources:
        numbering = child(source, "numPr")
        if numbering is None:
            continue
        list_id = list_id or attribute(child(numbering, "numId"), "val")
        own = child(numbering, "ilvl")
        level = whole_number(attribute(own, "val"), 0) if level is None and own is not None else level
    return ("", 0) if list_id in {"", "0"} else (list_id, min(max(level or 0, 0), _DEEPEST_LIST - 1))


@dataclass(frozen=True, slots=True)
class _Level:
    number_format: str = "bullet"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    """A list with its levels; several ids may count on together."""

    levels: Mapping[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The numbers that Word shows and does not store, counted again.

    Parameters
    ----------
    root
        Of the part of numbering; ``None`` if there is none.
    """

    def __init__(self, root: Element | None) -> None:
        lists = {
            attribute(definition, "abstractNumId"): _List(
                {whole_number(attribute(level, "ilvl"), 0): _level(level) for level in children(definition, "lvl")}
            )
            for definition in children(root, "abstractNum")
        }
        self._lists: dict[str, _List] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        for number in children(root, "num"):
            list_id = attribute(number, "numId")
            definition = lists.get(attribute(child(number, "abstractNumId"), "val"))
            if definition is not None:
                self._lists[list_id] = definition
                self._restarts[list_id] = {
                    whole_number(attribute(override, "ilvl"), 0): whole_number(
                        attribute(child(override, "startOverride"), "val"), 1
                    )
                    for override in children(number, "lvlOverride")
                    if child(override, "startOverride") is not None
                }

    def label(self, kind: ParagraphKind) -> str:
        """What stands before the next paragraph of this kind, with the space behind it; empty if it is in no list."""
        if not kind.list_id:
            return ""
        bullet = item_marker(1 if kind.list_level == 0 else 2)
        numbered = self._lists.get(kind.list_id)
        level = numbered.levels.get(kind.list_level) if numbered else None
        if numbered is None or level is None or level.number_format == "bullet":
            return bullet
        for restarted, start in self._restarts.pop(kind.list_id, {}).items():
            numbered.counts[restarted] = start - 1
        counts = numbered.counts
        counts[kind.list_level] = counts.get(kind.list_level, level.start - 1) + 1
        for deeper in [place for place in counts if place > kind.list_level]:
            del counts[deeper]
        label = _PLACE.sub(lambda place: self._number(numbered, int(place[1]) - 1), level.text).strip()
        return f"{label} " if label and level.number_format != "none" else ""

    def _number(self, numbered: _List, place: int) -> str:
        level = numbered.levels.get(place, _Level("decimal"))
        return written_number(numbered.counts.get(place, level.start), _NUMBERINGS.get(level.number_format, "1"))


def _level(element: Element) -> _Level:
    return _Level(
        attribute(child(element, "numFmt"), "val") or "decimal",
        attribute(child(element, "lvlText"), "val")[:_LONGEST_LABEL],
        whole_number(attribute(child(element, "start"), "val"), 1),
    )
