"""Files in Rich Text Format, as word processors write them."""

from __future__ import annotations

HEAD = (
    r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Times;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 \'dcberschrift 2;}{\s3 Title;}{\s4 toc 1;}"
    r"{\*\cs10 Default Paragraph Font;}}"
)


def rtf(body: str, *, title: str = "") -> bytes:
    information = rf"{{\info{{\title {title}}}{{\author Anna}}}}" if title else ""
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{HEAD}{information}{body}}}".encode("cp1252")


def row(*cells: str, properties: str = "") -> str:
    edges = "".join(rf"\cellx{number}000" for number in range(1, len(cells) + 1))
    return rf"\trowd{properties}{edges}\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row "
