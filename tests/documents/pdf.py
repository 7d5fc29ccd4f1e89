"""PDF files of known paragraphs: a small typesetter (columns, justification, hyphens) and a small writer of the format.

Text is set in Helvetica, one of the fonts that every reader has; soft hyphens say where a word may be divided.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

SOFT_HYPHEN = "\u00ad"
PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0

# The widths of Helvetica in thousandths of its size, for the characters of Windows-1252 from the space on.
_WIDTHS = [
    int(width)
    for width in """
    278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278
    584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944
    667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500
    278 556 500 722 500 500 500 334 260 334 584 350 556 350 222 556 333 1000 556 556 333 1000 667 333 1000 350 611
    350 350 222 222 333 333 350 556 1000 333 1000 500 333 944 350 500 667 278 333 556 556 556 556 260 556 333 737
    370 556 584 333 737 333 400 584 333 333 333 556 537 278 333 333 365 556 834 834 834 611 667 667 667 667 667 667
    1000 722 667 667 667 667 278 278 278 278 722 722 778 778 778 778 778 584 778 722 722 722 722 667 667 611 556 556
    556 556 556 556 889 500 556 556 556 556 278 278 278 278 556 556 556 556 556 556 556 584 611 556 556 556 556 500
    556 500
    """.split()
]


@dataclass(frozen=True)
class Set:
    """A paragraph or heading to be set."""

    text: str
    size: float = 10.0
    bold: bool = False
    indent: float = 0.0
    hanging: float = 0.0
    above: float = 0.0


@dataclass(frozen=True)
class Style:
    """How a document is set, in points."""

    columns: int = 1
    justified: bool = True
    margin: float = 70.0
    gutter: float = 16.0
    leading: float = 1.2
    head: str = ""
    foot: str = ""
    across: bool = False
    """Whether the file holds the lines of both columns in turn, as some programs write them."""
    single_words: bool = False
    """Whether each word is placed on its own and no space is written, as TeX does."""


@dataclass
class Pdf:
    """A file under construction; the first page begins with the first text."""

    title: str = ""
    encrypted: bool = False
    pages: list[list[str]] = field(default_factory=list)

    def text(
        self, x: float, y: float, text: str, size: float = 10.0, *, bold: bool = False, spacing: float = 0
    ) -> None:
        """Put a line on the last page; ``spacing`` is added to every space."""
        font = "F2" if bold else "F1"
        self._last().append(f"BT /{font} {size:g} Tf {spacing:.4f} Tw {x:.3f} {y:.3f} Td ({_escaped(text)}) Tj ET")

    def image(self) -> None:
        """Put a small grey picture all over the last page."""
        self._last().append(f"q {PAGE_WIDTH:g} 0 0 {PAGE_HEIGHT:g} 0 0 cm /I1 Do Q")

    def new_page(self) -> None:
        """Begin a page."""
        self.pages.append([])

    def _last(self) -> list[str]:
        if not self.pages:
            self.new_page()
        return self.pages[-1]

    def to_bytes(self) -> bytes:
        """The file."""
        self._last()
        kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(self.pages)))
        fonts = [f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>" for name in _FONTS]
        image = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>".encode(),
            *(font.encode() for font in fonts),
            _stream(image, b"\x80"),
        ]
        for number, page in enumerate(self.pages):
            resources = "<< /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /I1 5 0 R >> >>"
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH:g} {PAGE_HEIGHT:g}] "
                f"/Resources {resources} /Contents {7 + 2 * number} 0 R >>".encode()
            )
            objects.append(_stream("<< /Filter /FlateDecode", zlib.compress("\n".join(page).encode("cp1252"))))
        objects.append(b"<< /Title (" + _escaped(self.title).encode("cp1252") + b") >>")
        return _file(objects, encrypted=self.encrypted)


_FONTS = ("Helvetica", "Helvetica-Bold")


def _file(objects: Sequence[bytes], *, encrypted: bool) -> bytes:
    data = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    # No password gives these keys, so every reader has to ask for one.
    keys = b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (
        b"00" * 32,
        b"11" * 32,
    )
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R %s >>" % (count, count - 1, keys if encrypted else b"")
    end = b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def _stream(start: str, data: bytes) -> bytes:
    return f"{start} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is; of a bold one at most."""
    return sum(_WIDTHS[code - 32] for code in text.encode("cp1252")) * size / 1000 * (1.12 if bold else 1.0)


def typeset(paragraphs: Iterable[Set], style: Style, title: str = "") -> bytes:
    """Set paragraphs in columns on as many pages as they need.

    Parameters
    ----------
    paragraphs
        In reading order.
    style
        How; ``{page}`` in head and foot is the page's number.
    title
        For the metadata.

    Returns
    -------
    bytes
        A PDF file.
    """
    pdf = Pdf(title)
    top, bottom = PAGE_HEIGHT - 90.0, 80.0
    width = (PAGE_WIDTH - 2 * style.margin - (style.columns - 1) * style.gutter) / style.columns
    placed: list[list[tuple[float, float, _Line]]] = [[]]
    y = top
    for paragraph in paragraphs:
        y -= paragraph.above if placed[-1] else 0.0
        for line in _lines(paragraph, width, justified=style.justified):
            y -= style.leading * paragraph.size
            if y < bottom:
                placed.append([])
                y = top - style.leading * paragraph.size
            column = (len(placed) - 1) % style.columns
            placed[-1].append((style.margin + column * (width + style.gutter) + line.indent, y, line))
    for first in range(0, len(placed), style.columns):
        pdf.new_page()
        number = len(pdf.pages)
        for text, height in ((style.head, PAGE_HEIGHT - 50), (style.foot, 40.0)):
            if text:
                pdf.text(style.margin, height, text.format(page=number), 8)
        page = [item for column in placed[first : first + style.columns] for item in column]
        for x, height, line in sorted(page, key=lambda item: (-item[1], item[0])) if style.across else page:
            _put(pdf, x, height, line, single_words=style.single_words)
    return pdf.to_bytes()


@dataclass(frozen=True)
class _Line:
    words: tuple[str, ...]
    indent: float
    spacing: float
    size: float
    bold: bool


def _put(pdf: Pdf, x: float, y: float, line: _Line, *, single_words: bool) -> None:
    if line.bold or not single_words:
        pdf.text(x, y, " ".join(line.words), line.size, bold=line.bold, spacing=line.spacing)
        return
    for word in line.words:
        pdf.text(x, y, word, line.size, bold=line.bold)
        x += width_of(f"{word} ", line.size) + line.spacing


def _lines(paragraph: Set, width: float, *, justified: bool) -> Iterable[_Line]:
    def width_in_place(text: str) -> float:
        return width_of(text, paragraph.size, bold=paragraph.bold)

    rest = paragraph.text.split(" ")
    indent = paragraph.indent
    while rest:
        room = width - indent
        words: list[str] = []
        while rest and width_in_place(" ".join([*words, _whole(rest[0])])) <= room:
            words.append(_whole(rest.pop(0)))
        if rest:
            head, tail = _divided(rest[0], room - width_in_place(" ".join([*words, ""])), width_in_place)
            if head:
                words.append(head)
                rest[0] = tail
            if not words:
                words.append(_whole(rest.pop(0)))
        free = room - width_in_place(" ".join(words))
        spacing = free / (len(words) - 1) if justified and rest and len(words) > 1 and not paragraph.bold else 0.0
        yield _Line(tuple(words), indent, spacing, paragraph.size, paragraph.bold)
        indent = paragraph.hanging


def _whole(word: str) -> str:
    return word.replace(SOFT_HYPHEN, "")


def _divided(word: str, room: float, width_in_place: Callable[[str], float]) -> tuple[str, str]:
    """The longest part of a word that has room, with its hyphen, and the rest; no part where none has."""
    for place in range(len(word) - 1, 0, -1):
        if word[place] == SOFT_HYPHEN or word[place - 1] == "-":
            head = _whole(word[:place])
            head = head if head.endswith("-") else f"{head}-"
            if width_in_place(head) <= room:
                return head, word[place:].lstrip(SOFT_HYPHEN)
    return "", word
