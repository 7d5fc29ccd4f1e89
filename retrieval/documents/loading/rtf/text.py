"""Rich Text Format to words and readable text: character sets decoded, groups that hold no text left out.

Knows which groups hold text and how characters are written; not what a paragraph is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.documents.loading.rtf.tokens import (
    BYTE,
    CLOSE,
    OPEN,
    SYMBOL,
    TEXT,
    Token,
    character_set_of_font,
    character_set_of_page,
    tokens,
)

_WITHOUT_TEXT = frozenset(
    """
    atnauthor atnid colortbl comment datafield filetbl fldinst footer footerf footerl footerr ftncn ftnsep ftnsepc
    header headerf headerl headerr listoverridetable listtable nonesttables nonshppict object pict pntxta pntxtb private
    revtbl rxe shprslt sp tc template themedata txe xe
    """.split()
)
_WITH_TEXT_THOUGH_STARRED = frozenset({"footnote", "listtext", "pntext", "shpinst", "shptxt"})
_CHARACTERS = {
    "tab": " ", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emdash": "—",
    "endash": "–", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ", "nestcell": " ", "nestrow": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-"}
_DOCUMENT_SETS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A control word, ``{``, ``}``, or ``text`` with what it reads."""

    word: str
    number: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """What a group inherits and gives back at its end."""

    has_text: bool = True
    is_fonts: bool = False
    character_set: str = ""
    replaced: int = 1
    """How many characters stand in for one in Unicode, for programs that know none."""


def pieces(data: bytes) -> Iterator[Piece]:
    """The pieces of a file.

    Parameters
    ----------
    data
        The file.

    Yields
    ------
    Piece
        Groups without text not at all, so that every ``{`` has its ``}`` if it has one in the file.
    """
    reader = _Reader()
    for token in tokens(data):
        yield from reader.read(token)
    yield from reader.text()


class _Reader:
    """The group that is open, and the characters that wait for the next word."""

    def __init__(self) -> None:
        self._group = _Group()
        self._outer: list[_Group] = []
        self._ready: list[str] = []
        self._bytes = bytearray()
        self._units = bytearray()
        self._left_out = 0
        self._is_starred = False
        self._document_set = "cp1252"
        self._font_sets: dict[int, str] = {}
        self._font = 0

    def read(self, token: Token) -> Iterator[Piece]:
        if token.word in {TEXT, BYTE}:
            self._add_bytes(token.data)
            return
        if token.word == "u":
            self._decode_bytes()
            self._units += ((token.number or 0) % 0x10000).to_bytes(2, "little")
            self._left_out = self._group.replaced
            return
        yield from self.text()
        self._left_out = 0
        if token.word == OPEN:
            self._outer.append(self._group)
            if self._group.has_text:
                yield Piece(OPEN)
        elif token.word == CLOSE:
            self._group = self._outer.pop() if self._outer else _Group()
            if self._group.has_text:
                yield Piece(CLOSE)
        elif token.word == SYMBOL:
            self._is_starred = token.data == b"*"
            yield from self._readable(_SYMBOLS.get(token.data, ""))
        else:
            yield from self._on_word(token)

    def text(self) -> Iterator[Piece]:
        """What was read and not yet given."""
        self._decode_bytes()
        self._decode_units()
        text = "".join(self._ready)
        self._ready.clear()
        yield from self._readable(text)

    def _readable(self, text: str) -> Iterator[Piece]:
        if text and self._group.has_text:
            yield Piece(TEXT, text=text)

    def _add_bytes(self, data: bytes) -> None:
        shown = data[self._left_out :]
        self._left_out = max(self._left_out - len(data), 0)
        if shown:
            self._decode_units()
            self._bytes += shown

    def _decode_bytes(self) -> None:
        if self._bytes:
            self._ready.append(self._bytes.decode(self._group.character_set or self._document_set, errors="ignore"))
            self._bytes.clear()

    def _decode_units(self) -> None:
        if self._units:
            self._ready.append(self._units.decode("utf-16-le", errors="ignore"))
            self._units.clear()

    def _on_word(self, token: Token) -> Iterator[Piece]:
        word = token.word
        is_unknown = self._is_starred and word not in _WITH_TEXT_THOUGH_STARRED
        self._is_starred = False
        if is_unknown or word in _WITHOUT_TEXT:
            self._group = replace(self._group, has_text=False, is_fonts=False)
        elif word == "fonttbl":
            self._group = replace(self._group, has_text=False, is_fonts=True)
        elif word in _CHARACTERS:
            yield from self._readable(_CHARACTERS[word])
        elif not self._is_about_characters(token) and self._group.has_text:
            yield Piece(word, token.number)

    def _is_about_characters(self, token: Token) -> bool:
        """Whether a word is about how characters are written; if so it is obeyed."""
        number = token.number or 0
        if token.word == "f":
            self._font = number
            self._group = replace(self._group, character_set=self._font_sets.get(number, ""))
        elif token.word == "fcharset" and self._group.is_fonts:
            self._font_sets[self._font] = character_set_of_font(number, self._document_set)
        elif token.word == "ansicpg":
            self._document_set = character_set_of_page(number)
        elif token.word in _DOCUMENT_SETS:
            self._document_set = _DOCUMENT_SETS[token.word]
        elif token.word == "uc":
            self._group = replace(self._group, replaced=max(number, 0) if token.number is not None else 1)
        else:
            return False
        return True
