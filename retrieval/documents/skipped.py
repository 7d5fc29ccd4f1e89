"""What a file of the seeds may cost, and why one is not in the index."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from retrieval.errors import SeedsError


class SkipReason(StrEnum):
    """Why a file of the seeds is not in the index. The manifest stores the values, so renaming one is a new format."""

    BINARY = "binary"
    CONVERTER_DIED = "converter_died"
    DAMAGED = "damaged"
    DAMAGED_TEXT = "damaged_text"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    EXPANDS_TOO_MUCH = "expands_too_much"
    FOLDER_UNREADABLE = "folder_unreadable"
    FORMAT = "format"
    HEADINGS_ONLY = "headings_only"
    LINK = "link"
    NO_TEXT = "no_text"
    NO_TEXT_LAYER = "no_text_layer"
    NOT_A_FILE = "not_a_file"
    SAME_NAME = "same_name"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_SLOW = "too_slow"
    UNKNOWN_CHARACTER_SET = "unknown_character_set"
    UNREADABLE = "unreadable"
    WRONG_CONTENT = "wrong_content"


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
        super().__init__(f"{document_id!r} cannot be indexed: {reason}{f' ({detail})' if detail else ''}")
        self.document_id = document_id
        self.reason = reason
        self.detail = detail
