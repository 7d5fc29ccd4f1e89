"""Composes messages piece by piece: our own words, names of documents, and text of documents.

Pure. Whatever looks like a link, a mention or a command in the text of a document is set as code: the Bot API makes
such words clickable in plain text, and a quote must neither notify a person nor offer a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.text import Text

from bot.presentation.formatting import EMPHASIS, emphasised, harmless
from bot.telegram.messages.message import EMPTY_GLYPHS, Button, Entity, EntityKind, Message, is_blank
from bot.telegram.messages.splitting import trimmed
from retrieval import Span

LONGEST_NAME = 120
ELLIPSIS = "…"
MOST_STRETCHES = 100
"""With more, all between the first and the last is code: a message has few entities, a list of links has many."""
PUNCTUATION = ".,;:!?…"
VISIBLE = str.maketrans(dict.fromkeys(EMPTY_GLYPHS, " "))

WORD = re.compile(r"""[^\s"'“”„‚‘’«»‹›<>()\[\]{}]+""")
COMMAND = re.compile(r"/([A-Za-z0-9_]+)")
CLICKABLE = re.compile(
    r"""@                               # mentions, addresses
      | ://                             # with a scheme
      | (?<![\w/<>])/[A-Za-z0-9_]       # commands
      | \#\w*[^\W\d_]                   # hashtags
      | \$[A-Z]                         # cashtags
      | \b\d{1,3}(?:\.\d{1,3}){3}\b     # IP addresses
    """,
    re.VERBOSE,
)
DOMAIN = re.compile(r"(?<=[^\W_])\.([^\W\d_]{2,}|xn--)")


class Composition:
    """A message in the making."""

    def __init__(self) -> None:
        self._text = ""
        self._entities: list[Entity] = []

    def say(self, text: str, kind: EntityKind | None = None) -> None:
        """Add our own words, which may name commands."""
        start = len(self._text)
        self._text += text
        if kind is not None:
            self._add_entity(kind, start, len(self._text))

    def name(self, document_id: str) -> None:
        """Add the name of a document."""
        self.say(shown_name(document_id), EntityKind.CODE)

    def text(self, text: Text | str, kind: EntityKind | None = None, *, commands: Iterable[str] = ()) -> None:
        """Add text of a document or of a person.

        Parameters
        ----------
        text
            Already harmless; what is emphasised in it becomes bold.
        kind
            How all of it is formatted.
        commands
            Names of commands that stay clickable.
        """
        styled = Text(text) if isinstance(text, str) else text
        plain = styled.plain.translate(VISIBLE)
        start = len(self._text)
        self._text += plain
        codes = clickable(plain, frozenset(commands))
        for first, last in codes:
            self._add_entity(EntityKind.CODE, start + first, start + last)
        bold = [(span.start, span.end) for span in styled.spans if span.style == EMPHASIS]
        formats = [(EntityKind.BOLD, first, last) for first, last in merged(bold)]
        if kind is not None:
            formats.append((kind, 0, len(plain)))
        for format_kind, first, last in formats:
            for left, right in without(first, last, codes):
                self._add_entity(format_kind, start + left, start + right)

    @contextmanager
    def folded(self) -> Iterator[None]:
        """What is added inside becomes a block quote that opens when it is tapped."""
        start = len(self._text)
        yield
        self._add_entity(EntityKind.EXPANDABLE_BLOCKQUOTE, start, len(self._text))

    def message(self, buttons: Sequence[Sequence[Button]] = ()) -> Message:
        """The message, with its rows of buttons."""
        rows = tuple(tuple(row) for row in buttons if row)
        entities = sorted(self._entities, key=lambda entity: (entity.start, -entity.end))
        return Message(self._text.rstrip(), tuple(entities), rows)

    def _add_entity(self, kind: EntityKind, start: int, end: int) -> None:
        first, last = trimmed(self._text, start, end)
        if first < last and not is_blank(self._text[first:last]):
            self._entities.append(Entity(kind, first, last))


def clickable(text: str, commands: frozenset[str] = frozenset()) -> list[tuple[int, int]]:
    """The words that the Bot API would make clickable, but for some commands; neighbours are one stretch.

    >>> [text[a:b] for text in ["(siehe notes.md, z. B. @rat #plan.)"] for a, b in clickable(text)]
    ['notes.md', '@rat #plan']
    """
    found: list[tuple[int, int]] = []
    for word in WORD.finditer(text):
        start, end = word.span()
        command = COMMAND.match(text, start, end)
        if command and command[1] in commands and not CLICKABLE.search(text, command.end(), end):
            continue
        if CLICKABLE.search(text, start, end) or any(map(is_top_level, DOMAIN.findall(text, start, end))):
            end = start + len(word[0].rstrip(PUNCTUATION))
            touches = found and not any(character.isalnum() for character in text[found[-1][1] : start])
            first = found.pop()[0] if touches else start
            found.append((first, end))
    return found if len(found) <= MOST_STRETCHES else [(found[0][0], found[-1][1])]


def is_top_level(label: str) -> bool:
    """Whether it can be the last part of a domain; a capitalised word begins a sentence that is glued to the last.

    >>> is_top_level("md"), is_top_level("Der")
    (True, False)
    """
    return not (label[0].isupper() and label[1:] == label[1:].lower())


def without(start: int, end: int, holes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a stretch outside ascending holes.

    >>> list(without(0, 9, [(2, 4), (8, 12)]))
    [(0, 2), (4, 8)]
    """
    for first, last in holes:
        if first < end and last > start:
            if start < first:
                yield start, first
            start = last
    if start < end:
        yield start, end


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in ascending order, those that touch made one.

    >>> merged([(4, 6), (0, 2), (2, 3)])
    [(0, 3), (4, 6)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def shown_name(document_id: str) -> str:
    """A document's name in one line; of a very long one, its beginning and its end."""
    name = " ".join(harmless(document_id).translate(VISIBLE).split())
    if is_blank(name):
        return "?"
    if len(name) <= LONGEST_NAME:
        return name
    half = LONGEST_NAME // 2
    return f"{name[:half]}{ELLIPSIS}{name[-half:]}"


def excerpt(text: str, spans: Sequence[Span], maximum_characters: int, *, one_line: bool = False) -> Text:
    """A text, made harmless and emphasised; of a very long one, what is around the first emphasis.

    Parameters
    ----------
    text
        Of a document.
    spans
        The stretches of it that are emphasised, ascending.
    maximum_characters
        How much of the text to show.
    one_line
        Whether line breaks become spaces.

    Returns
    -------
    Text
        With an ellipsis where something was left out.
    """
    first = 0
    if len(text) > maximum_characters and spans and spans[0].end > maximum_characters:
        first = max(0, min(spans[0].start - maximum_characters // 4, len(text) - maximum_characters))
    first, last = trimmed(text, first, min(len(text), first + maximum_characters))
    kept = [
        Span(max(span.start, first) - first, min(span.end, last) - first)
        for span in spans
        if max(span.start, first) < min(span.end, last)
    ]
    shown = emphasised(text[first:last], kept, one_line=one_line)
    before = f"{ELLIPSIS} " if text[:first].strip() else ""
    behind = f" {ELLIPSIS}" if text[last:].strip() else ""
    return Text.assemble(before, shown, behind)
