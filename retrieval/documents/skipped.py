"""What a file of the seeds may cost, and why one is not in the index."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from retrieval.errors import SeedsError


class SkipReason(StrEnum):
    """Why a file of the seeds is not in the index; the value completes the sentence "skipped: ..."."""

    BINARY = "a binary file, not text"
    CONVERTER_DIED = "reading it broke off"
    DAMAGED = "the file is damaged"
    DAMAGED_TEXT = "damaged text"
    EMPTY = "the file is empty"
    ENCRYPTED = "protected by a password"
    EXPANDS_TOO_MUCH = "it unpacks to too much data"
    FOLDER_UNREADABLE = "the folder cannot be read"
    FORMAT = "the format is not supported"
    HEADINGS_ONLY = "there are only headings in it"
    LINK = "a link; links are not followed"
    NO_TEXT = "there is no text in it"
    NO_TEXT_LAYER = "scanned pages without text; run OCR over them first"
    NOT_A_FILE = "not a regular file"
    SAME_NAME = "another file has the same name in another Unicode form"
    TOO_LARGE = "too large"
    TOO_MANY_PAGES = "too many pages"
    TOO_MUCH_MEMORY = "reading it needs too much memory"
    TOO_MUCH_TEXT = "too much text"
    TOO_SLOW = "reading it takes too long"
    UNKNOWN_CHARACTER_SET = "its character set cannot be told"
    UNREADABLE = "cannot be read"
    WRONG_CONTENT = "its content is not what the extension says"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file of the seeds may cost.

    The first four decide what is in an index. ``maximum_memory_bytes`` (on top of what the converter itself takes) and
    ``maximum_seconds`` only protect the machine from a file that is out of all proportion.

    Raises
    ------
    ValueError
        If a limit is not above 0.
    """

    maximum_file_bytes: int = 64 * 1024**2
    maximum_pages: int = 3_000
    maximum_expanded_bytes: int = 512 * 1024**2
    maximum_text_characters: int = 32 * 1024**2
    maximum_memory_bytes: int = 1024**3
    maximum_seconds: float = 60.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) <= 0:
                raise ValueError(f"{field.name} must be above 0")


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file of the seeds that is not in the index, and why.

    ``detail`` says more where there is more to say; ``sha256`` is that of its bytes, empty where they were not read.
    """

    document_id: str
    reason: SkipReason
    detail: str = ""
    sha256: str = ""


class DocumentError(SeedsError):
    """One file cannot be used; ``detail`` says more where there is more to say."""

    def __init__(self, document_id: str, reason: SkipReason, detail: str = "") -> None:
        super().__init__(f"{document_id}: {reason}{f' ({detail})' if detail else ''}")
        self.document_id = document_id
        self.reason = reason
        self.detail = detail
