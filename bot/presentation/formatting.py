"""What every channel shows alike: text made harmless, with its emphasis, as a quote, as a preview, as a line.

Pure: the same value gives the same text; how it is sent or printed is the business of the channels. Text from documents
and questions is only ever put into ``Text`` piece by piece, never parsed as markup, and made harmless first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.text import Text

from bot.i18n.phrases import Language
from retrieval import Span

EMPHASIS = "bold"
QUIET = "dim"
PREVIEW_CHARACTERS = 100

QUOTES: dict[Language, tuple[str, str]] = {"de": ("„", "“"), "en": ("“", "”")}
OUTER_QUOTES: dict[Language, tuple[str, str]] = {"de": ("»", "«"), "en": ("«", "»")}
QUOTE_CHARACTERS = frozenset('„“”"«»')
LINE_BREAKS = "\u0085\u2028\u2029"
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class StyledLine:
    """One logical line: ``gutter`` stands before it, and lines it is wrapped into are indented as far."""

    text: Text
    gutter: Text


def harmless(text: str, *, one_line: bool = True) -> str:
    r"""Text that cannot steer a terminal: no escape sequences, no reordering, nothing invisible.

    Joiners stay, because emoji and Persian are made with them.

    >>> harmless("a\x1b[31mb\u202ec\td")
    'a\ufffd[31mbc d'
    """
    kept = []
    for character in text.replace("\r\n", "\n"):
        category = unicodedata.category(character)
        if character in "\r\n" or character in LINE_BREAKS:
            kept.append("\n")
        elif character == "\t":
            kept.append(" ")
        elif category in {"Cc", "Cs"}:
            kept.append("\ufffd")
        elif category != "Cf" or character in JOINERS:
            kept.append(character)
    shown = "".join(kept)
    if not one_line or "\n" not in shown:
        return shown
    first, *middle, last = shown.split("\n")
    return " ".join([first.rstrip(), *filter(None, map(str.strip, middle)), last.lstrip()])


def emphasised(text: str, spans: Iterable[Span], style: str = EMPHASIS, *, one_line: bool = True) -> Text:
    """``text``, made harmless, with the stretches of ``spans`` in ``style``."""
    edges = sorted({0, len(text), *(edge for span in spans for edge in (span.start, span.end))})
    styled = Text()
    for start, end in pairwise(edge for edge in edges if edge <= len(text)):
        inside = any(span.start <= start and end <= span.end for span in spans)
        styled.append(harmless(text[start:end], one_line=one_line), style if inside else "")
    return styled


def quoted(text: str, spans: Sequence[Span], language: Language) -> Text:
    """A quote between quotation marks that do not clash with its own."""
    first, last = QUOTES[language] if not QUOTE_CHARACTERS.intersection(text) else OUTER_QUOTES[language]
    if text[:1] in '„“"»«' and text[-1:] in '“”"«»' and not QUOTE_CHARACTERS.intersection(text[1:-1]):
        first = last = ""
    return Text.assemble(first, emphasised(text, spans), last)


def preview(text: str, maximum_characters: int = PREVIEW_CHARACTERS) -> str:
    """The beginning of a text in one line, cut between words.

    >>> preview("Die Bundesregierung hat aufgerufen", 24)
    'Die Bundesregierung hat …'
    """
    flat = " ".join(harmless(text).split())
    if len(flat) <= maximum_characters:
        return flat
    head, space, _ = flat[:maximum_characters].rpartition(" ")
    return f"{head if space else flat[:maximum_characters]} …"


def line(text: str, style: str = "") -> StyledLine:
    """A line of our own words, without a gutter."""
    return StyledLine(Text(text, style), Text())
