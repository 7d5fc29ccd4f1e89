"""PDF files to blocks: opens the file and takes the words with their places from each page.

The door to pypdfium2. Knows pages and words; what lines, columns and paragraphs they form is judged in ``layout``,
``furniture`` and ``paragraphs``.
"""

from __future__ import annotations

import ctypes
import functools
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from retrieval.documents.loading.blocks.blocks import ConversionError, Extracted, cleaned_title
from retrieval.documents.loading.pdf.furniture import without_furniture
from retrieval.documents.loading.pdf.layout import Page, PlacedWord, page_of
from retrieval.documents.loading.pdf.paragraphs import blocks_of
from retrieval.documents.skipped import Limits, SkipReason

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_LINE_END_HYPHENS = "\ufffe\x02\xad"
"""PDFium's marks for a hyphen at the end of a line, behind which the next line follows without a break."""

_WORD = re.compile(rf"[^\s{_LINE_END_HYPHENS}]+[{_LINE_END_HYPHENS}]?")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\x02": "-", "\ufffe": "-"}
)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FOOTNOTE_MARK = re.compile(r"(?<=[^\W\d_]|[.,;:!?“”\"')»«])\d{1,3}\Z")
_FOOTNOTE_MARK_SCALE = 0.8

_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|-bd\b", re.IGNORECASE)
_FORCED_BOLD = 1 << 18
_FONT_NAME_BYTES = 128
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff]")
_UNREADABLE_SHARE = 0.3


def convert_pdf(data: bytes, limits: Limits) -> Extracted:
    """The paragraphs of a PDF file.

    Parameters
    ----------
    data
        The file.
    limits
        Of which the number of pages counts here.

    Returns
    -------
    Extracted
        Without running heads, running feet and page numbers.

    Raises
    ------
    ConversionError
        If it is damaged, encrypted or scanned, or has too many pages.
    """
    document = _opened(data)
    try:
        if len(document) > limits.maximum_pages:
            raise ConversionError(SkipReason.TOO_MANY_PAGES, str(len(document)))
        pages: list[Page] = []
        for number in range(len(document)):
            pages.append(_page(document, number, pages[-1].edges if pages else ()))
        blocks = blocks_of(without_furniture(pages))
        if not blocks and any(_has_images(document, number) for number in range(len(document))):
            raise ConversionError(SkipReason.NO_TEXT_LAYER)
        text = "".join(block.text for block in blocks)
        if len(_UNREADABLE.findall(text)) > _UNREADABLE_SHARE * len(text):
            raise ConversionError(SkipReason.UNKNOWN_CHARACTER_SET)
        return Extracted(tuple(blocks), cleaned_title(document.get_metadata_value("Title")), len(document))
    finally:
        document.close()


def _opened(data: bytes) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) in {
            pypdfium2.raw.FPDF_ERR_PASSWORD,
            pypdfium2.raw.FPDF_ERR_SECURITY,
        }
        raise ConversionError(SkipReason.ENCRYPTED if encrypted else SkipReason.DAMAGED) from error


def _page(document: PdfDocument, number: int, known_edges: Sequence[float]) -> Page:
    """A page; one that cannot be read is empty."""
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
    except PdfiumError:
        return Page(number + 1)
    try:
        textpage = page.get_textpage()
        try:
            quarters, words = _upright(list(_words(textpage)))
            left, bottom, right, top = page.get_cropbox()
            paper = {0: (bottom, top), 1: (-right, -left), 2: (-top, -bottom), 3: (left, right)}[quarters]
            return page_of(number + 1, words, paper, known_edges)
        finally:
            textpage.close()
    except PdfiumError:
        return Page(number + 1)
    finally:
        page.close()


def _has_images(document: PdfDocument, number: int) -> bool:
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        page: PdfPage = document[number]
        try:
            return next(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]), None) is not None
        finally:
            page.close()
    except PdfiumError:
        return False


def _words(textpage: PdfTextPage) -> Iterator[tuple[int, PlacedWord]]:
    """The words in the order of the file, each with the angle it is turned by, in quarters of a full turn."""
    from pypdfium2 import raw

    handle = textpage.raw
    left, right, matrix = raw.FS_RECTF(), raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    name, flags = ctypes.create_string_buffer(_FONT_NAME_BYTES), ctypes.c_int()

    def size_at(place: int) -> float:
        raw.FPDFText_GetMatrix(handle, place, matrix)
        return float(raw.FPDFText_GetFontSize(handle, place) * math.hypot(matrix.c, matrix.d))

    for match in _WORD.finditer(_characters(textpage)):
        first, last = match.start(), match.end() - 1
        size = size_at(first)
        quarters = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        raw.FPDFText_GetLooseCharBox(handle, first, left)
        raw.FPDFText_GetLooseCharBox(handle, last, right)
        raw.FPDFText_GetCharOrigin(handle, first, x, y)
        raw.FPDFText_GetFontInfo(handle, first, name, _FONT_NAME_BYTES, flags)
        text = match.group()
        mark = _FOOTNOTE_MARK.search(text) if text[-1].isdigit() else None
        if mark and size_at(last) < _FOOTNOTE_MARK_SCALE * size:
            text = text[: mark.start()] + mark.group().translate(_SUPERSCRIPTS)
        box = _turned(quarters, left, right, x.value, y.value)
        bold = bool(flags.value & _FORCED_BOLD) or _is_bold(name.value)
        yield quarters, PlacedWord(text.translate(_LIGATURES), *box, size=max(size, 0.1), bold=bold)


@functools.lru_cache(maxsize=256)
def _is_bold(font_name: bytes) -> bool:
    return _BOLD_NAME.search(font_name) is not None


def _characters(textpage: PdfTextPage) -> str:
    """All characters of a page, at their own numbers."""
    from pypdfium2 import raw

    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count else ""
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(textpage.raw, place) for place in range(count))
    return "".join(chr(code) if 0 < code <= sys.maxunicode else " " for code in codes)


def _turned(quarters: int, first: object, last: object, x: float, y: float) -> tuple[float, float, float]:
    """Left, right and baseline of a word as one sees them when the page is turned so that the word stands upright."""
    edges = {0: ("left", "right"), 1: ("bottom", "top"), 2: ("right", "left"), 3: ("top", "bottom")}[quarters]
    start, end = float(getattr(first, edges[0])), float(getattr(last, edges[1]))
    if quarters in {2, 3}:
        start, end = -start, -end
    return start, end, {0: y, 1: -x, 2: -y, 3: x}[quarters]


def _upright(words: list[tuple[int, PlacedWord]]) -> tuple[int, list[PlacedWord]]:
    """The direction in which most of the page is written and the words of it; stamps along the edge are left out."""
    letters: Counter[int] = Counter()
    for quarters, word in words:
        letters[quarters] += len(word.text)
    direction = letters.most_common(1)[0][0] if letters else 0
    return direction, [word for quarters, word in words if quarters == direction]
