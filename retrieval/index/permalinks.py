"""Permalinks: short ids of paragraphs that still open the same paragraph after the documents changed.

A permalink carries hashes of the document's id, of the paragraph's text and of its neighbours, a sketch of its words,
its number and the stretch of a quote, so nothing has to be stored for it. Knows the index, nothing of who keeps links.
"""

from __future__ import annotations

import binascii
import hashlib
import itertools
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.documents.records import Document, Paragraph
from retrieval.errors import ParagraphGoneError, PermalinkInvalidError
from retrieval.index.index import Index
from retrieval.index.records import LinkedParagraph, QuotedParagraph
from retrieval.text.spans import Span

PERMALINK_CHARACTERS: Final = 40

_LAYOUT: Final = struct.Struct(">5s6s8sIHHBB")
"""Document, text, sketch, number, start and length of the quote, previous and next paragraph; a checksum follows."""

_CHECKSUM_BYTES: Final = 1
_SKETCH_BYTES: Final = 8
_SIMILAR: Final = 3
"""Of the 8 bytes of two sketches, this many agree by chance in one of 10,000 pairs, and nearly always after an edit."""

_NEIGHBOUR: Final = 2
"""What an unchanged neighbour adds to that: two of them are enough for a paragraph that was rewritten."""

_LARGEST: Final = 0xFFFF
_MULTIPLIERS: Final = np.array(
    [int.from_bytes(hashlib.sha256(bytes([i])).digest()[:8]) | 1 for i in range(_SKETCH_BYTES)], dtype=np.uint64
)


@dataclass(frozen=True, slots=True)
class _Link:
    """What a permalink carries."""

    document: bytes
    text: bytes
    sketch: bytes
    number: int
    quote_start: int
    quote_length: int
    before: int
    after: int

    def to_text(self) -> str:
        packed = _LAYOUT.pack(
            self.document, self.text, self.sketch, self.number, self.quote_start, self.quote_length, self.before,
            self.after,
        )  # fmt: skip
        return urlsafe_b64encode(packed + _hash(packed, _CHECKSUM_BYTES)).decode()

    @classmethod
    def from_text(cls, text: str) -> _Link:
        try:
            data = urlsafe_b64decode(text.encode("ascii")) if len(text) == PERMALINK_CHARACTERS else b""
        except (binascii.Error, UnicodeEncodeError) as error:
            raise PermalinkInvalidError(text) from error
        packed, checksum = data[:-_CHECKSUM_BYTES], data[-_CHECKSUM_BYTES:]
        if len(packed) != _LAYOUT.size or checksum != _hash(packed, _CHECKSUM_BYTES):
            raise PermalinkInvalidError(text)
        return cls(*_LAYOUT.unpack(packed))


def permalink(index: Index, document_id: str, number: int, quote: Span | None = None) -> str:
    """The permalink of a paragraph.

    Parameters
    ----------
    index
        The index that has it.
    document_id
        The id, or the file name.
    number
        From 1.
    quote
        A stretch of the document inside the paragraph, to be emphasised when the link is followed.

    Returns
    -------
    str
        40 characters of ``A-Za-z0-9_-``; the same for the same paragraph and quote, always.

    Raises
    ------
    DocumentNotFoundError
        If there is no such document.
    ParagraphNotFoundError
        If it has no paragraph of this number.
    """
    document = index.document(document_id)
    paragraph = index.paragraph(document.id, number)
    text = paragraph.span.slice(document.text)
    start = length = 0
    if quote is not None and paragraph.span.contains(quote) and quote.end - paragraph.span.start <= _LARGEST:
        start, length = quote.start - paragraph.span.start, len(quote)
    return _Link(
        document=_hash(document.id.encode(), 5),
        text=_hash(text.encode(), 6),
        sketch=_sketch(text),
        number=number,
        quote_start=start,
        quote_length=length,
        before=_neighbour(index, document, number - 1),
        after=_neighbour(index, document, number + 1),
    ).to_text()


def follow(index: Index, link: str) -> LinkedParagraph:
    """The paragraph that a permalink was made for, wherever it stands now.

    The same text is looked for in its document, then in all others; of several, the one between the same neighbours
    and nearest to its old place is taken. A paragraph of its document that shares most of its words, or stands between
    its neighbours, is taken for its changed version.

    Parameters
    ----------
    index
        Any later, or earlier, index of the documents.
    link
        What ``permalink`` gave.

    Returns
    -------
    LinkedParagraph
        The paragraph; the quote only where the text has not changed.

    Raises
    ------
    PermalinkInvalidError
        If the text is not a permalink.
    ParagraphGoneError
        If neither the paragraph nor a changed version of it is there.
    """
    wanted = _Link.from_text(link)
    home = next((document for document in index.documents if _hash(document.id.encode(), 5) == wanted.document), None)
    for documents in ([home] if home else [], index.documents):
        same = [found for document in documents for found in _with_text(index, document, wanted.text)]
        if same:
            nearest = min(same, key=lambda found: _distance(index, found, wanted))
            return _linked(index, nearest, wanted, changed=False)
    changed = _changed(index, home, wanted) if home else None
    if changed is None:
        raise ParagraphGoneError(link)
    return _linked(index, changed, wanted, changed=True)


def _with_text(index: Index, document: Document, text_hash: bytes) -> Iterator[Paragraph]:
    for paragraph in index.paragraphs_of(document.id):
        if _hash(paragraph.span.slice(document.text).encode(), 6) == text_hash:
            yield paragraph


def _distance(index: Index, found: Paragraph, wanted: _Link) -> tuple[int, int]:
    """How far a paragraph of the same text is from where the link was made: other neighbours, then the number."""
    document = index.document(found.document_id)
    strange = (_neighbour(index, document, found.number - 1) != wanted.before) + (
        _neighbour(index, document, found.number + 1) != wanted.after
    )
    return strange, abs(found.number - wanted.number)


def _changed(index: Index, document: Document, wanted: _Link) -> Paragraph | None:
    """The paragraph that is most like the wanted one, in its words and its neighbours; ``None`` if none is like it."""
    paragraphs = index.paragraphs_of(document.id)
    texts = [paragraph.span.slice(document.text) for paragraph in paragraphs]
    marks = [0, *(_mark(text) for text in texts), 0]
    # Where the neighbours stand side by side now, what stood between them was removed or rewrapped elsewhere.
    is_closed = (wanted.before, wanted.after) in itertools.pairwise(marks)
    ranked = []
    for paragraph, text, before, after in zip(paragraphs, texts, marks[:-2], marks[2:], strict=True):
        likeness = sum(a == b for a, b in zip(_sketch(text), wanted.sketch, strict=True))
        likeness += 0 if is_closed else _NEIGHBOUR * ((before == wanted.before) + (after == wanted.after))
        ranked.append((likeness, -abs(paragraph.number - wanted.number), paragraph.number))
    likeness, _, number = max(ranked)
    return paragraphs[number - 1] if likeness >= (_SKETCH_BYTES if is_closed else _SIMILAR) else None


def _linked(index: Index, paragraph: Paragraph, wanted: _Link, *, changed: bool) -> LinkedParagraph:
    document = index.document(paragraph.document_id)
    found = QuotedParagraph(paragraph, document.title, paragraph.span.slice(document.text))
    quote = None
    if wanted.quote_length and not changed:
        quote = Span(wanted.quote_start, wanted.quote_start + wanted.quote_length)
    return LinkedParagraph(found, quote, changed)


def _neighbour(index: Index, document: Document, number: int) -> int:
    """A byte that stands for the text of a paragraph; 0 where there is none."""
    if not 1 <= number <= index.paragraph_count(document.id):
        return 0
    return _mark(index.paragraph(document.id, number).span.slice(document.text))


def _mark(text: str) -> int:
    return _hash(text.encode(), 1)[0]


def _sketch(text: str) -> bytes:
    """Eight bytes of which two texts share about as many as pairs of neighbouring words.

    Minwise hashing (Broder, 1997), one byte of each minimum (Li and König, 2010).
    """
    words = ["", *text.casefold().split(), ""]
    pairs = {f"{first} {second}" for first, second in itertools.pairwise(words)}
    hashes = np.frombuffer(b"".join(_hash(pair.encode(), 8) for pair in sorted(pairs)), dtype="<u8")
    mixed: NDArray[np.uint64] = hashes[np.newaxis, :] * _MULTIPLIERS[:, np.newaxis]
    # The high bytes of a minimum are small by nature; a low one says more.
    return bytes(int(minimum) >> 8 & 0xFF for minimum in mixed.min(axis=1))


def _hash(data: bytes, size: int) -> bytes:
    return hashlib.blake2b(data, digest_size=size).digest()
