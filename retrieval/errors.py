"""Every deliberate error of the library. Each says what happened, and keeps in its attributes what that concerns.

::

    BelegError
    ├── ConfigurationError            settings that cannot work
    │   └── EncoderError              the embedding model is unknown or cannot be loaded
    │       └── EncoderLibraryMissingError
    ├── QuestionError                 the question cannot be asked
    │   ├── EmptyQuestionError
    │   └── QuestionTooLongError
    ├── QuestionFileError             a file of questions cannot be used
    │   └── QuestionLineError         one line of it cannot be used
    ├── SeedsError                    the folder of documents
    │   ├── SeedsMissingError
    │   ├── SeedsUnreadableError
    │   ├── SeedsEmptyError           nothing in it can be indexed
    │   └── DocumentError             one file cannot be used; the others can
    ├── NotFoundError                 asked for by name or number, and not there
    │   ├── DocumentNotFoundError
    │   ├── ParagraphNotFoundError
    │   ├── PermalinkInvalidError
    │   └── ParagraphGoneError        the documents changed since the permalink was made
    └── StoreError                    the index on disk
        ├── IndexMissingError
        ├── IndexDamagedError
        │   └── IndexOutdatedError    written by another version of Beleg
        ├── IndexUnwritableError
        └── IndexBusyError

Messages are English. What to do next depends on the program around the library, which says so from the type and the
attributes. Knows nothing of that program, nor of the libraries whose exceptions these errors stand for.
"""

from __future__ import annotations

from pathlib import Path


class BelegError(Exception):
    """The base of all deliberate errors.

    Parameters
    ----------
    message
        What happened, one line.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ConfigurationError(BelegError):
    """Settings that cannot work."""


class EncoderError(ConfigurationError):
    """The embedding model is unknown or cannot be loaded."""

    def __init__(self, model: str, detail: str) -> None:
        super().__init__(f"The embedding model {model!r} cannot be loaded: {detail}")
        self.model = model
        self.detail = detail


class EncoderLibraryMissingError(EncoderError):
    """The embedding model needs sentence-transformers, which is not installed."""

    def __init__(self, model: str) -> None:
        super().__init__(model, "the library sentence-transformers is not installed")


class QuestionError(BelegError):
    """The question cannot be asked."""


class EmptyQuestionError(QuestionError):
    """There is no word in the question."""

    def __init__(self) -> None:
        super().__init__("The question contains no word.")


class QuestionTooLongError(QuestionError):
    """The question is longer than Beleg reads."""

    def __init__(self, characters: int, maximum_characters: int) -> None:
        super().__init__(f"The question is {characters:,} characters long; the limit is {maximum_characters:,}.")
        self.characters = characters
        self.maximum_characters = maximum_characters


class QuestionFileError(BelegError):
    """A file of questions, or of an earlier evaluation, cannot be used."""

    def __init__(self, path: Path, detail: str, line: int = 0) -> None:
        super().__init__(f"{path}, line {line}: {detail}" if line else f"{path}: {detail}")
        self.path = path
        self.detail = detail


class QuestionLineError(QuestionFileError):
    """A line of a file of questions cannot be used; ``line`` is counted from 1."""

    def __init__(self, path: Path, line: int, detail: str) -> None:
        super().__init__(path, detail, line)
        self.line = line


class SeedsError(BelegError):
    """The folder of documents, or a file in it."""


class SeedsMissingError(SeedsError):
    """The seeds folder does not exist or is not a folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no documents folder at {path}.")
        self.path = path


class SeedsUnreadableError(SeedsError):
    """The seeds folder exists and may not be read."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"The documents folder {path} cannot be read: {detail}")
        self.path = path
        self.detail = detail


class SeedsEmptyError(SeedsError):
    """No file in the seeds folder can be indexed."""

    def __init__(self, path: Path, skipped: int) -> None:
        super().__init__(f"No document in {path} can be indexed ({skipped} skipped).")
        self.path = path
        self.skipped = skipped


class NotFoundError(BelegError):
    """Something asked for by name or number is not in the index."""


class DocumentNotFoundError(NotFoundError):
    """No document has this name."""

    def __init__(self, document_id: str) -> None:
        super().__init__(f"There is no document {document_id!r}.")
        self.document_id = document_id


class ParagraphNotFoundError(NotFoundError):
    """The document has no paragraph of this number."""

    def __init__(self, document_id: str, number: int, last: int) -> None:
        super().__init__(f"{document_id!r} has no paragraph {number}; its paragraphs go from 1 to {last}.")
        self.document_id = document_id
        self.number = number
        self.last = last


class PermalinkInvalidError(NotFoundError):
    """The text is not a permalink, or one that was copied incompletely."""

    def __init__(self, link: str) -> None:
        super().__init__(f"{link!r} is not the permalink of a paragraph.")
        self.link = link


class ParagraphGoneError(NotFoundError):
    """The paragraph of a permalink was removed from the documents."""

    def __init__(self, link: str) -> None:
        super().__init__("This paragraph is no longer in the documents.")
        self.link = link


class StoreError(BelegError):
    """The index on disk."""


class IndexMissingError(StoreError):
    """There is no finished index in the folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no index in {path}.")
        self.path = path


class IndexDamagedError(StoreError):
    """A file of the index is not what was written."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"The index file {path} is damaged: {detail}")
        self.path = path
        self.detail = detail


class IndexOutdatedError(IndexDamagedError):
    """The index was written by another version of Beleg, in a format that this one does not read."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(path, detail)
        self.message = f"The index in {path.parent} was written by another version of Beleg ({detail})."
        self.args = (self.message,)


class IndexUnwritableError(StoreError):
    """The index folder cannot be written; the previous index is untouched."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"The index cannot be written to {path}: {detail}")
        self.path = path
        self.detail = detail


class IndexBusyError(StoreError):
    """Another process is building the index."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Another process is building the index in {path}.")
        self.path = path
