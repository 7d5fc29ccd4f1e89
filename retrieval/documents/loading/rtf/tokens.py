"""Rich Text Format to tokens: groups, control words, and bytes of text with the character set they are in.

Knows the syntax of the format and its character sets, not what a control word does to a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<symbol>[^A-Za-z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}\r\n\x00]+)"
)
_LITERAL_SYMBOLS = frozenset({b"\\", b"{", b"}"})
_LINE_ENDS = frozenset({b"\r", b"\n"})

OPEN, CLOSE, TEXT, BYTE, SYMBOL = "{", "}", "text", "byte", "symbol"

_CODE_PAGE_OF_CHARACTER_SET = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_CODE_PAGES = frozenset(
    """
    437 720 737 775 850 852 855 857 858 860 861 862 863 864 865 866 869 874 932 949 950 1250 1251 1252 1253 1254
    1255 1256 1257 1258
    """.split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A control word with its number, or one of the kinds above; ``data`` is the bytes of a text, byte or symbol."""

    word: str
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    r"""The tokens of a file; what is none is passed over, and so is binary data.

    Parameters
    ----------
    data
        The file.

    Yields
    ------
    Token
        In order.

    Examples
    --------
    >>> [token.word for token in tokens(rb"{\b1 fett\'e4\par}")]
    ['{', 'b', 'text', 'byte', 'par', '}']
    """
    position = 0
    while match := _TOKEN.search(data, position):
        position = match.end()
        if word := match["word"]:
            number = int(match["number"]) if match["number"] else None
            if word == b"bin":
                position += max(number or 0, 0)
            else:
                yield Token(word.decode("ascii"), number)
        elif match["hex"]:
            yield Token(BYTE, data=bytes.fromhex(match["hex"].decode("ascii")))
        elif match["brace"]:
            yield Token(match["brace"].decode("ascii"))
        elif match["text"]:
            yield Token(TEXT, data=match["text"])
        elif match["symbol"] in _LITERAL_SYMBOLS:
            yield Token(BYTE, data=match["symbol"])
        elif match["symbol"] in _LINE_ENDS:
            yield Token("par")
        else:
            yield Token(SYMBOL, data=match["symbol"])


def character_set_of_font(number: int, otherwise: str) -> str:
    """The encoding of a font by the number of its character set; 1 stands for that of the document."""
    return _CODE_PAGE_OF_CHARACTER_SET.get(number, otherwise)


def character_set_of_page(number: int) -> str:
    """The encoding of a code page."""
    return f"cp{number}" if str(number) in _CODE_PAGES else "cp1252"
