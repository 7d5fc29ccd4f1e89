"""Finds, reads and cites: from a folder of documents to answers with literal, numbered proof."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from retrieval.answering.records import (
    MAXIMUM_QUESTION_CHARACTERS,
    Abstention,
    AbstentionReason,
    Answer,
    Citation,
    Explanation,
    Hit,
    QueryParameters,
    Reply,
    Stage,
)
from retrieval.documents.records import Document, Paragraph, Passage
from retrieval.documents.skipped import DocumentError, Limits, SkippedFile, SkipReason
from retrieval.errors import (
    BelegError,
    ConfigurationError,
    DocumentNotFoundError,
    EmptyQuestionError,
    EncoderError,
    EncoderLibraryMissingError,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    IndexUnwritableError,
    NotFoundError,
    ParagraphGoneError,
    ParagraphNotFoundError,
    PermalinkInvalidError,
    QuestionError,
    QuestionFileError,
    QuestionLineError,
    QuestionTooLongError,
    SeedsEmptyError,
    SeedsError,
    SeedsMissingError,
    SeedsUnreadableError,
    StoreError,
)
from retrieval.index.manifest import IndexConfig
from retrieval.index.records import (
    BuildProgress,
    BuildReport,
    BuildStage,
    Changes,
    LinkedParagraph,
    QuotedParagraph,
    Source,
)
from retrieval.text.analysis import fold, guess_language, is_stop_word
from retrieval.text.spans import Span

if TYPE_CHECKING:
    from retrieval.calibration.calibration import Calibration
    from retrieval.engine import Engine
    from retrieval.evaluation.dataset import EvaluationQuestion, read_questions
    from retrieval.evaluation.report import Difference, EvaluationReport, compare_reports, read_report, report_to_json
    from retrieval.evaluation.runner import Resolve, corpus_questions, evaluate, locate_questions
    from retrieval.lifecycle.verify import Fault, FaultKind, Verification, verify
    from retrieval.snapshot import Snapshot

__all__ = [
    "MAXIMUM_QUESTION_CHARACTERS",
    "Abstention",
    "AbstentionReason",
    "Answer",
    "BelegError",
    "BuildProgress",
    "BuildReport",
    "BuildStage",
    "Calibration",
    "Changes",
    "Citation",
    "ConfigurationError",
    "Difference",
    "Document",
    "DocumentError",
    "DocumentNotFoundError",
    "EmptyQuestionError",
    "EncoderError",
    "EncoderLibraryMissingError",
    "Engine",
    "EvaluationQuestion",
    "EvaluationReport",
    "Explanation",
    "Fault",
    "FaultKind",
    "Hit",
    "IndexBusyError",
    "IndexConfig",
    "IndexDamagedError",
    "IndexMissingError",
    "IndexOutdatedError",
    "IndexUnwritableError",
    "Limits",
    "LinkedParagraph",
    "NotFoundError",
    "Paragraph",
    "ParagraphGoneError",
    "ParagraphNotFoundError",
    "Passage",
    "PermalinkInvalidError",
    "QueryParameters",
    "QuestionError",
    "QuestionFileError",
    "QuestionLineError",
    "QuestionTooLongError",
    "QuotedParagraph",
    "Reply",
    "Resolve",
    "SeedsEmptyError",
    "SeedsError",
    "SeedsMissingError",
    "SeedsUnreadableError",
    "SkipReason",
    "SkippedFile",
    "Snapshot",
    "Source",
    "Span",
    "Stage",
    "StoreError",
    "Verification",
    "compare_reports",
    "corpus_questions",
    "evaluate",
    "fold",
    "guess_language",
    "is_stop_word",
    "locate_questions",
    "read_questions",
    "read_report",
    "report_to_json",
    "verify",
]


_LAZY = {
    "Calibration": "calibration.calibration",
    "Difference": "evaluation.report",
    "Engine": "engine",
    "EvaluationQuestion": "evaluation.dataset",
    "EvaluationReport": "evaluation.report",
    "Fault": "lifecycle.verify",
    "FaultKind": "lifecycle.verify",
    "Resolve": "evaluation.runner",
    "Verification": "lifecycle.verify",
    "Snapshot": "snapshot",
    "compare_reports": "evaluation.report",
    "corpus_questions": "evaluation.runner",
    "evaluate": "evaluation.runner",
    "locate_questions": "evaluation.runner",
    "read_questions": "evaluation.dataset",
    "read_report": "evaluation.report",
    "report_to_json": "evaluation.report",
    "verify": "lifecycle.verify",
}


def __getattr__(name: str) -> Any:
    # These bring numpy along, which a command that only prints its help has no use for.
    if name in _LAZY:
        return getattr(import_module(f"retrieval.{_LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
