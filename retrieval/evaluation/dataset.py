"""Files of questions with what should be found: JSON lines to ``EvaluationQuestion``s.

Knows files of questions and nothing of engines. A line that cannot be used is named with its number.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retrieval.answering.records import MAXIMUM_QUESTION_CHARACTERS
from retrieval.calibration.masking import Place
from retrieval.errors import QuestionFileError, QuestionLineError

_REQUIRED = ("question", "document", "paragraphs", "answer")
_FIELDS = (*_REQUIRED, "answerable", "previous")


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A question with what should be found.

    ``document`` and ``paragraphs`` say where the answer stands, ``answer`` its literal text if it is known; a question
    that is not answerable has none of them. ``previous`` are the questions before it in the conversation. ``hidden``
    are paragraphs that the engine must treat as if they were not there. ``line`` is that of its file, 0 without one.
    """

    question: str
    document: str | None
    paragraphs: tuple[int, ...]
    answer: str | None = None
    answerable: bool = True
    previous: tuple[str, ...] = ()
    hidden: tuple[Place, ...] = ()
    line: int = 0

    @property
    def identity(self) -> tuple[object, ...]:
        """What two runs must share for their outcomes to be compared."""
        return (
            self.question,
            self.document,
            self.paragraphs,
            self.answer,
            self.answerable,
            self.previous,
            self.hidden,
        )


def read_questions(path: Path) -> tuple[EvaluationQuestion, ...]:
    """The questions of a file of JSON lines; blank lines are skipped.

    Parameters
    ----------
    path
        Each line is an object with ``question``, ``document``, ``paragraphs``, ``answer`` and, if need be,
        ``answerable`` (true when left out) and ``previous``.

    Returns
    -------
    tuple[EvaluationQuestion, ...]
        At least one.

    Raises
    ------
    QuestionFileError
        If the file cannot be read.
    QuestionLineError
        If a line of it cannot be used.
    """
    questions = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line), number))
            except json.JSONDecodeError as error:
                raise QuestionLineError(path, number, f"it is not valid JSON ({error.msg})") from error
            except (ValueError, RecursionError) as error:
                raise QuestionLineError(path, number, str(error)) from error
    if not questions:
        raise QuestionFileError(path, "there is no question in it")
    return tuple(questions)


def read_text(path: Path) -> str:
    """The text of a file of questions or figures.

    Parameters
    ----------
    path
        UTF-8, with or without a byte order mark.

    Returns
    -------
    str
        Without the mark.

    Raises
    ------
    QuestionFileError
        If it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionFileError(path, "it is not UTF-8 text") from error
    except OSError as error:
        raise QuestionFileError(path, error.strerror or str(error)) from error


def _question(value: object, line: int) -> EvaluationQuestion:
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004  # a wrong value of the file, not of the caller
    if missing := [name for name in _REQUIRED if name not in value]:
        raise ValueError(f'the field "{missing[0]}" is missing')
    if unknown := [name for name in value if name not in _FIELDS]:
        raise ValueError(f'there is no field "{unknown[0]}"; the fields are {", ".join(_FIELDS)}')
    values = {"answerable": True, "previous": [], **value}
    for name, fits, wanted in _SHAPES:
        if not fits(values[name]):
            raise ValueError(f'"{name}" must be {wanted}')
    if values["answerable"] and not (values["document"] and values["paragraphs"]):
        raise ValueError('a question needs "document" and "paragraphs", or "answerable": false')
    if not values["answerable"] and (values["document"] is not None or values["paragraphs"]):
        raise ValueError('a question that is not answerable has "document": null and "paragraphs": []')
    return EvaluationQuestion(
        question=values["question"],
        document=values["document"],
        paragraphs=tuple(values["paragraphs"]),
        answer=values["answer"],
        answerable=values["answerable"],
        previous=tuple(values["previous"]),
        line=line,
    )


def _is_question(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAXIMUM_QUESTION_CHARACTERS and any(map(str.isalnum, value))


def _is_text_or_null(value: object) -> bool:
    return value is None or (isinstance(value, str) and bool(value.strip()))


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and all(type(entry) is int and entry >= 1 for entry in value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool)


_SHAPES: Final[tuple[tuple[str, Callable[[object], bool], str], ...]] = (
    ("question", _is_question, f"a text with a word in it, of up to {MAXIMUM_QUESTION_CHARACTERS:,} characters"),
    ("document", _is_text_or_null, "the name of a document, or null"),
    ("paragraphs", _are_numbers, "a list of paragraph numbers from 1"),
    ("answer", _is_text_or_null, "the literal text of the answer, or null"),
    ("answerable", _is_boolean, "true or false"),
    ("previous", _are_texts, "a list of earlier questions"),
)
