"""Plain text and Markdown: formats that are text already.

Knows how such a file begins when it is none; line structure is read in ``paragraphs``.
"""

from __future__ import annotations

from retrieval.documents.loading.blocks.blocks import ConversionError
from retrieval.documents.loading.containers.decoding import UndecodableError, decode
from retrieval.documents.markdown import markdown_structure
from retrieval.documents.paragraphs import MARKDOWN


def plain_text(data: bytes) -> str:
    """The text of a file, to the letter.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    str
        With newlines as line ends.

    Raises
    ------
    ConversionError
        If it is not text.
    """
    try:
        return decode(data)
    except UndecodableError as error:
        raise ConversionError(error.reason, error.detail) from error


def plain_title(text: str, media_type: str) -> str:
    """The first heading of a Markdown text; empty if there is none, and in plain text."""
    if media_type != MARKDOWN:
        return ""
    headings = markdown_structure(text).headings
    return headings[0].text if headings else ""
