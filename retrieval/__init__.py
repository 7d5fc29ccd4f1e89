"""Finds, reads and cites: from a folder of documents to answers with literal, numbered proof."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from retrieval.analysis import fold, guess_language, is_stop_word
from retrieval.errors import (
    BelegError,
    ConfigurationError,
    DocumentError,
    DocumentNotFoundError,
    EmptyQuestionError,
    EncoderError,
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
from retrieval.manifest import IndexConfig
from retrieval.records import (
    Abstention,
    AbstentionReason,
    Answer,
    BuildProgress,
    BuildReport,
    BuildStage,
    Changes,
    Citation,
    Document,
    Explanation,
    Hit,
    Limits,
    LinkedParagraph,
    Paragraph,
    Passage,
    QueryParameters,
    QuotedParagraph,
    Reply,
    SkippedFile,
    SkipReason,
    Source,
    Span,
    Stage,
)

if TYPE_CHECKING:
    from retrieval.calibration import Calibration
    from retrieval.engine import Engine
    from retrieval.evaluation import Resolve, corpus_questions, evaluate, locate_questions
    from retrieval.evaluation_report import Difference, EvaluationReport, compare_reports, read_report, report_to_json
    from retrieval.question_files import EvaluationQuestion, read_questions
    from retrieval.verifying import Fault, FaultKind, Verification, verify
    from retrieval.view import View

__all__ = [
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
    "Source",
    "Span",
    "Stage",
    "StoreError",
    "Verification",
    "View",
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
    "Calibration": "calibration",
    "Difference": "evaluation_report",
    "Engine": "engine",
    "EvaluationQuestion": "question_files",
    "EvaluationReport": "evaluation_report",
    "Fault": "verifying",
    "FaultKind": "verifying",
    "Resolve": "evaluation",
    "Verification": "verifying",
    "View": "view",
    "compare_reports": "evaluation_report",
    "corpus_questions": "evaluation",
    "evaluate": "evaluation",
    "locate_questions": "evaluation",
    "read_questions": "question_files",
    "read_report": "evaluation_report",
    "report_to_json": "evaluation_report",
    "verify": "verifying",
}


def __getattr__(name: str) -> Any:
    # These bring numpy along, which `beleg --help` has no use for.
    if name in _LAZY:
        return getattr(import_module(f"retrieval.{_LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
