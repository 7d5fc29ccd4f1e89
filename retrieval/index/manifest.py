"""What an index was made from and with: ``IndexConfig``, ``IndexManifest`` and the difference to the seeds.

Change is judged by content, never by date. Knows no file system: ``store`` reads and writes manifests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from retrieval.documents.skipped import Limits, SkippedFile, SkipReason
from retrieval.index.records import Changes
from retrieval.text.analysis import ANALYSIS_VERSION

FORMAT_VERSION = 5
"""Counts the layouts of a generation on disk; a manifest of another number is not read."""

LOADING_VERSION = 1
"""Raise it when the same file could give another text: a converter changed."""

SPLITTING_VERSION = 2
"""Raise it when the same text could be split into other paragraphs, sentences or passages."""

CALIBRATION_VERSION = 2
"""Raise it when the same index could be calibrated otherwise: support, reading or synthetic questions changed."""

MINIMUM_PASSAGE_CHARACTERS = 50

_LIMITS_OF_THE_MACHINE = ("maximum_memory_bytes", "maximum_seconds")

_VERSIONS = (FORMAT_VERSION, LOADING_VERSION, SPLITTING_VERSION, ANALYSIS_VERSION, CALIBRATION_VERSION)


class FormatError(ValueError):
    """A manifest of another format version; ``found`` is its number."""

    def __init__(self, found: object) -> None:
        super().__init__(f"written in format {found}, this version reads {FORMAT_VERSION}")
        self.found = found


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """The settings that change the bytes of an index; another fingerprint forces a rebuild.

    ``embedding_model`` is a sentence-transformers name or folder, empty for the bundled model. The prompts are put in
    front of every question and passage before embedding, as E5 models want it; ``None`` takes the model's own.
    ``limits`` decide which files are in the index.

    Raises
    ------
    ValueError
        If ``passage_characters`` is below 50.
    """

    embedding_model: str = ""
    query_prompt: str | None = None
    passage_prompt: str | None = None
    passage_characters: int = 1_200
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if self.passage_characters < MINIMUM_PASSAGE_CHARACTERS:
            raise ValueError(f"a passage needs at least {MINIMUM_PASSAGE_CHARACTERS} characters")

    def fingerprint(self, encoder_fingerprint: str) -> str:
        """The sha256, in hex, of everything that decides how documents become an index.

        The limits on memory and time are left out: they are there for the machine, and whoever raises them on a larger
        machine need not embed everything again.
        """
        own = asdict(self)
        for limit in _LIMITS_OF_THE_MACHINE:
            del own["limits"][limit]
        parts = [own, encoder_fingerprint, *_VERSIONS]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a generation: its size in bytes and its sha256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each; they agree with the arrays of the index."""

    documents: int
    paragraphs: int
    passages: int


@dataclass(frozen=True, slots=True)
class IndexManifest:
    """What a generation holds.

    ``documents`` maps ids to sha256; ``calibration`` is that of ``calibration.Calibration.to_json``, empty before the
    index is calibrated; ``files`` is filled in when it is written.
    """

    config_fingerprint: str
    encoder_fingerprint: str
    dimension: int
    documents: Mapping[str, str]
    skipped: tuple[SkippedFile, ...]
    counts: Counts
    calibration: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    format_version: int = FORMAT_VERSION

    def seen(self) -> dict[str, str]:
        """What was found in the seeds, indexed or not: id to a mark of its content."""
        return {**self.documents, **{file.document_id: mark_of(file) for file in self.skipped}}

    def to_json(self) -> str:
        """The manifest as JSON."""
        shallow = {name: getattr(self, name) for name in self.__dataclass_fields__}
        # The encoder asks for what it does not know; ``asdict`` would copy every name of a document.
        return json.dumps(shallow, ensure_ascii=False, sort_keys=True, default=asdict)

    @classmethod
    def from_json(cls, text: str) -> IndexManifest:
        """The manifest that ``to_json`` wrote.

        Parameters
        ----------
        text
            What ``to_json`` gave.

        Returns
        -------
        IndexManifest
            The same manifest.

        Raises
        ------
        FormatError
            If it is one of another format version.
        ValueError
            If the text is not a manifest.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            if data["format_version"] != FORMAT_VERSION:
                raise FormatError(data["format_version"])
            return cls(
                config_fingerprint=data["config_fingerprint"],
                encoder_fingerprint=data["encoder_fingerprint"],
                dimension=data["dimension"],
                documents=data["documents"],
                skipped=tuple(
                    SkippedFile(**{**file, "reason": SkipReason(file["reason"])}) for file in data["skipped"]
                ),
                counts=Counts(**data["counts"]),
                calibration=data["calibration"],
                files={name: FileRecord(**record) for name, record in data["files"].items()},
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a manifest: {error!r}") from error


def mark_of(file: SkippedFile) -> str:
    """What tells whether a skipped file is still the same one."""
    return file.sha256 or f"unread: {file.reason} {file.detail}".rstrip()


def diff(before: Mapping[str, str], now: Mapping[str, str], *, config_changed: bool = False) -> Changes:
    """How ``now`` differs from ``before``; both map document ids to a mark of their content.

    Parameters
    ----------
    before
        Document ids to marks.
    now
        The same, later.
    config_changed
        Whether the configuration differs too.

    Returns
    -------
    Changes
        Falsy when nothing differs.

    Examples
    --------
    >>> diff({"a": "1", "b": "1"}, {"b": "2", "c": "1"})
    Changes(added=('c',), changed=('b',), removed=('a',), config_changed=False)
    """
    return Changes(
        added=_sorted(now.keys() - before.keys()),
        changed=_sorted(name for name in now.keys() & before.keys() if now[name] != before[name]),
        removed=_sorted(before.keys() - now.keys()),
        config_changed=config_changed,
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
