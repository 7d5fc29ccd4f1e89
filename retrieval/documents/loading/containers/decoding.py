"""Bytes to text: byte order marks, UTF-8, UTF-16, Windows-1252 and the rest by detection.

The door to charset-normalizer. Knows bytes and characters, no files.
"""

from __future__ import annotations

import codecs
import re

from retrieval.documents.skipped import SkipReason

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ["cp1252"]
_WESTERN_SHARE = 0.25
"""Of Western European letters at most about a tenth are not ASCII; Cyrillic or Greek text is almost all not ASCII."""

_SAMPLE_CHARACTERS = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_CONTROL_SHARE = 0.05


class UndecodableError(ValueError):
    """The bytes are not text; ``detail`` says more where there is more to say."""

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


def decode(data: bytes) -> str:
    r"""The text of a file, with line ends as ``\n`` and without a byte order mark.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    str
        Without a NUL character.

    Raises
    ------
    UndecodableError
        If the bytes are not text.

    Examples
    --------
    >>> decode("Straße\r\n".encode("cp1252"))
    'Straße\n'
    """
    text = _decode(data)
    if "\0" in text or _is_mostly_control(text):
        raise UndecodableError(SkipReason.BINARY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UndecodableError(SkipReason.DAMAGED_TEXT, f"{encoding}, byte {error.start}") from error
    if b"\0" in data:
        return _decode_unmarked_utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _detect(data)


def _decode_unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark shows by its zeros, which stand at every second byte in Latin text."""
    high, low = data[0::2].count(0), data[1::2].count(0)
    half = len(data) // 2
    if half and max(high, low) > 0.4 * half and min(high, low) < 0.05 * half:
        try:
            return data.decode("utf-16-be" if high > low else "utf-16-le")
        except UnicodeDecodeError as error:
            raise UndecodableError(SkipReason.BINARY) from error
    raise UndecodableError(SkipReason.BINARY)


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes, is_binary

    if is_binary(data):
        raise UndecodableError(SkipReason.BINARY)
    beyond_ascii = len(data) - len(data.decode("ascii", errors="ignore"))
    letters = beyond_ascii + sum(map(str.isalpha, data.decode("ascii", errors="ignore")))
    western = beyond_ascii <= _WESTERN_SHARE * letters
    match = from_bytes(data, cp_isolation=_WESTERN).best() if western else None
    match = match or from_bytes(data).best()
    if match is None:
        raise UndecodableError(SkipReason.UNKNOWN_CHARACTER_SET)
    text = str(match)
    if match.encoding == "cp1252" and "¤" in text:
        # The currency sign is in no real text; at its place ISO 8859-15 has the euro.
        return data.decode("iso8859-15")
    return text


def _is_mostly_control(text: str) -> bool:
    sample = text[:_SAMPLE_CHARACTERS]
    return len(_CONTROL.findall(sample)) > _CONTROL_SHARE * len(sample)
