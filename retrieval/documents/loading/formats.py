"""Which formats there are, who converts them, and whether a file's bytes are what its name says.

Knows names and first bytes; opens nothing and imports no converter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from retrieval.documents.paragraphs import MARKDOWN, PLAIN_TEXT


class Signature(StrEnum):
    """What the first bytes of a file give away."""

    PDF = "PDF"
    ZIP = "ZIP"
    RTF = "RTF"
    OLE = "OLE"
    """The container of the Office programs before 2007, and of password-protected files since."""
    NONE = ""
    """No mark of these: text, most likely."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents; ``converter`` is ``module:function`` and empty for what is text already."""

    media_type: str
    converter: str = ""
    signature: Signature = Signature.NONE


_CONVERTERS = "retrieval.documents.loading"
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_HTML = Format("text/html", f"{_CONVERTERS}.web.html:convert_html")

FORMATS: Mapping[str, Format] = {
    ".txt": Format(PLAIN_TEXT),
    ".text": Format(PLAIN_TEXT),
    ".md": Format(MARKDOWN),
    ".markdown": Format(MARKDOWN),
    ".csv": Format("text/csv", f"{_CONVERTERS}.plain.comma_separated:convert_csv"),
    ".docx": Format(f"{_OPEN_XML}.wordprocessingml.document", f"{_CONVERTERS}.office.docx:convert_docx", Signature.ZIP),
    ".epub": Format("application/epub+zip", f"{_CONVERTERS}.web.epub:convert_epub", Signature.ZIP),
    ".htm": _HTML,
    ".html": _HTML,
    ".odt": Format("application/vnd.oasis.opendocument.text", f"{_CONVERTERS}.office.odt:convert_odt", Signature.ZIP),
    ".pdf": Format("application/pdf", f"{_CONVERTERS}.pdf:convert_pdf", Signature.PDF),
    ".pptx": Format(
        f"{_OPEN_XML}.presentationml.presentation",
        f"{_CONVERTERS}.office.pptx:convert_pptx",
        Signature.ZIP,
    ),
    ".rtf": Format("application/rtf", f"{_CONVERTERS}.rtf.conversion:convert_rtf", Signature.RTF),
    ".xlsx": Format(f"{_OPEN_XML}.spreadsheetml.sheet", f"{_CONVERTERS}.office.xlsx:convert_xlsx", Signature.ZIP),
}
"""Suffix, in lower case, to format."""

_PDF_MARK_WITHIN = 1024
_HEAD_BYTES = 4096
_RTF_MARK = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf")
_OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def signature_of(data: bytes) -> Signature:
    """What the first bytes say.

    Parameters
    ----------
    data
        The file, or its first kilobytes.

    Returns
    -------
    Signature
        ``NONE`` where nothing speaks for a binary format.

    Examples
    --------
    >>> signature_of(b"%PDF-1.7 ...")
    <Signature.PDF: 'PDF'>
    """
    head = data[:_HEAD_BYTES]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Signature.ZIP
    if head.startswith(_OLE_MARK):
        return Signature.OLE
    if _RTF_MARK.match(head):
        return Signature.RTF
    if b"%PDF-" in head[:_PDF_MARK_WITHIN]:
        return Signature.PDF
    return Signature.NONE


def is_encrypted_office_file(data: bytes) -> bool:
    """Whether an OLE container holds a password-protected file of a newer Office program."""
    return data.startswith(_OLE_MARK) and _ENCRYPTED_STREAM in data
