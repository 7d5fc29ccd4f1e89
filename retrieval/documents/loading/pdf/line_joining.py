"""Two lines of running text to one: hyphens at line ends, in German first.

Knows language only, nothing of places on a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HYPHENS = "-\u2010\u2011\u00ad"
_HALF = re.compile(rf"(?P<word>[^\W\d_]+)[{_HYPHENS}]\Z")
_OTHER_HALF = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(rf"[^\W\d_]+[{_HYPHENS}][^\W\d_]+")
_COMPLETED_LATER = frozenset(
    {"und", "oder", "bzw", "sowie", "bis", "u", "als", "noch", "aber", "and", "or", "to", "wie"}
)
"""Behind a hyphen they say that it stands for the rest of a word: "Ein- und Ausgang"."""


def hyphenated_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that are written with a hyphen inside a line, folded: evidence for those at a line's end.

    >>> sorted(hyphenated_words(["ein deutsch-polnisches Treffen"]))
    ['deutsch-polnisches']
    """
    return frozenset(
        _folded(word)
        for text in texts
        if any(hyphen in text for hyphen in _HYPHENS)
        for word in _HYPHENATED.findall(text)
    )


def join_lines(before: str, after: str, hyphenated: frozenset[str] = frozenset()) -> str:
    """Put a line behind another one.

    Parameters
    ----------
    before
        The text so far.
    after
        The next line.
    hyphenated
        As ``hyphenated_words`` gives it for the whole document.

    Returns
    -------
    str
        With a hyphen that only divides a word at the line's end taken out.

    Examples
    --------
    >>> join_lines("die Bundes-", "regierung")
    'die Bundesregierung'
    >>> join_lines("das Nord-", "Süd-Gefälle")
    'das Nord-Süd-Gefälle'
    >>> join_lines("der Ein-", "und Ausgang")
    'der Ein- und Ausgang'
    """
    if before.endswith("\u00ad"):
        return before[:-1] + after
    half = _HALF.search(before)
    other = _OTHER_HALF.match(after)
    if half is None or other is None:
        tight = before[-1:] in _HYPHENS and before[-2:-1].isalnum() and after[:1].isalnum()
        return before + after if tight else f"{before} {after}"
    if other.group() in _COMPLETED_LATER:
        return f"{before} {after}"
    divides = other.group()[0].islower() and _folded(f"{half['word']}-{other.group()}") not in hyphenated
    return before[:-1] + after if divides else before + after


def _folded(word: str) -> str:
    return re.sub(f"[{_HYPHENS}]", "-", word).casefold()
