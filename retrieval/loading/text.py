"""Plain text and Markdown files to documents.

Knows the formats that are text already; line structure is read in ``paragraphs``.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from retrieval.errors import DocumentError
from retrieval.language import detect_language
from retrieval.loading.decoding import UndecodableError, decode
from retrieval.loading.folder import SeedFile
from retrieval.markdown_structure import markdown_structure
from retrieval.records import Document, SkipReason

_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}
SUPPORTED_SUFFIXES: tuple[str, ...] = tuple(sorted(_MEDIA_TYPES))


def load_document(file: SeedFile) -> Document:
    """The document in a file.

    Parameters
    ----------
    file
        A file of a supported format.

    Returns
    -------
    Document
        With its language and title.

    Raises
    ------
    DocumentError
        If the format is not supported, the file is binary, or there is no text in it.
    """
    path = PurePosixPath(file.document_id)
    media_type = _MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise DocumentError(file.document_id, SkipReason.FORMAT, path.suffix)
    if not file.data:
        raise DocumentError(file.document_id, SkipReason.EMPTY)
    try:
        text = decode(file.data)
    except UndecodableError as error:
        raise DocumentError(file.document_id, error.reason, error.detail) from error
    if not text.strip():
        raise DocumentError(file.document_id, SkipReason.NO_TEXT)
    return Document(
        id=file.document_id,
        title=_title(text, media_type) or path.stem,
        text=text,
        sha256=file.sha256,
        media_type=media_type,
        language=detect_language(text),
    )


def _title(text: str, media_type: str) -> str:
    if media_type != "text/markdown":
        return ""
    headings = markdown_structure(text).headings
    return headings[0].text if headings else ""
