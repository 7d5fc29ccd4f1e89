"""A file of the seeds to a document: by its format, within its limits.

Composes formats, text and sandbox. Knows no format library.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Self

from retrieval.documents.loading.blocks.blocks import ConversionError, DocumentText
from retrieval.documents.loading.folder import SeedFile
from retrieval.documents.loading.formats import FORMATS, Format, Signature, is_encrypted_office_file, signature_of
from retrieval.documents.loading.plain.text import plain_text, plain_title
from retrieval.documents.loading.sandbox import Converted, Sandbox
from retrieval.documents.records import Document
from retrieval.documents.skipped import DocumentError, Limits, SkipReason
from retrieval.text.language import detect_language

_MAXIMUM_TITLE_CHARACTERS = 200


class Loader:
    """Loads one file after the other; what is not text already is converted in a child process.

    Use it as a context manager: leaving it ends the child.

    Parameters
    ----------
    limits
        What one file may cost.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._sandbox = Sandbox(limits or Limits())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()

    def load(self, file: SeedFile) -> Document:
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
            If the format is not supported, the content is not of that format, or no text can be got out of it within
            the limits.
        """
        path = PurePosixPath(file.document_id)
        found = FORMATS.get(path.suffix.lower())
        if found is None:
            raise DocumentError(file.document_id, SkipReason.FORMAT, path.suffix)
        try:
            converted = self._convert(file.data, found)
        except ConversionError as error:
            raise DocumentError(file.document_id, error.reason, error.detail) from error
        content = converted.content
        if not content.text.strip():
            raise DocumentError(file.document_id, SkipReason.NO_TEXT)
        return Document(
            id=file.document_id,
            title=converted.title or _first_heading(content) or path.stem,
            text=content.text,
            sha256=file.sha256,
            media_type=found.media_type,
            language=detect_language(content.text),
            pages=content.pages,
            headings=content.headings,
        )

    def _convert(self, data: bytes, found: Format) -> Converted:
        if not data:
            raise ConversionError(SkipReason.EMPTY)
        _check_signature(data, found)
        if found.converter:
            return self._sandbox.convert(found.converter, data)
        text = plain_text(data)
        return Converted(DocumentText(text, headings=(), pages=()), plain_title(text, found.media_type))


def _check_signature(data: bytes, found: Format) -> None:
    signature = signature_of(data)
    if signature == found.signature:
        return
    if found.signature is Signature.ZIP and is_encrypted_office_file(data):
        raise ConversionError(SkipReason.ENCRYPTED)
    raise ConversionError(SkipReason.WRONG_CONTENT, signature)


def _first_heading(content: DocumentText) -> str:
    if not content.headings:
        return ""
    return content.headings[0].span.slice(content.text)[:_MAXIMUM_TITLE_CHARACTERS]
