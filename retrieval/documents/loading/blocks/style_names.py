"""Paragraph styles by name: programs keep the meaning of their own styles in the names, some of them translated.

Knows names only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)\s?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|verzeichnis|table of figures)\b", re.IGNORECASE)
_TITLES = frozenset({"title", "titel"})


def heading_level(names: Iterable[str]) -> int:
    """The level that the first name of a heading style says; 0 if there is none.

    >>> heading_level(["Paragraf", "Überschrift 2"])
    2
    """
    matches = (_HEADING.fullmatch(name) for name in names)
    return next((int(match[1]) for match in matches if match), 0)


def is_title(name: str) -> bool:
    """Whether a style is for the title of the document."""
    return name.lower() in _TITLES


def is_contents(name: str) -> bool:
    """Whether a style is for the lines of a table of contents."""
    return bool(_CONTENTS.match(name))
