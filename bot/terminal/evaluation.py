"""What ``beleg eval`` does and shows: a run over questions, its table, its JSON object, the comparison with another.

Returns values and lines; prints nothing. Knows no settings and builds no index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.text import Text

from bot.dialogue.conversation import resolve as resolve_previous
from bot.i18n import strings
from bot.i18n.phrases import Language, number
from bot.presentation.formatting import QUIET, StyledLine, line
from bot.terminal.formatting import BLANK
from retrieval import (
    Difference,
    EvaluationReport,
    QuestionFileError,
    Resolve,
    Snapshot,
    compare_reports,
    corpus_questions,
    evaluate,
    locate_questions,
    read_questions,
    read_report,
    report_to_json,
)

NOTHING_IN_COMMON = "it has no question in common with this run"
NO_VALUE = "–"
MILLISECONDS = "_ms"
COLUMNS = (12, 20)
CHANGE_COLUMNS = (12, 12, 20)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run, and what changed since another one; ``differences`` is ``None`` where there is none to compare with."""

    report: EvaluationReport
    differences: tuple[Difference, ...] | None = None

    @property
    def is_loss(self) -> bool:
        """Whether a figure got worse by more than chance explains."""
        return any(difference.is_loss for difference in self.differences or ())


def run(
    snapshot: Snapshot, questions: Path | None, other: Path | None, resolve: Resolve = resolve_previous
) -> Evaluation:
    """Ask all questions of a file, or those that the documents give themselves.

    Parameters
    ----------
    snapshot
        Has the documents.
    questions
        A file of JSON lines; without one, the questions come from the documents.
    other
        What ``beleg eval --json`` printed before, to compare with.
    resolve
        Makes a question with earlier ones stand alone.

    Returns
    -------
    Evaluation
        The figures.

    Raises
    ------
    QuestionFileError
        If one of the files cannot be read, or has no question in common with the other.
    QuestionLineError
        If a line of the questions cannot be used.
    """
    before = read_report(other) if other is not None else None
    if questions is None:
        asked = corpus_questions(snapshot)
    else:
        asked = locate_questions(read_questions(questions), snapshot, questions)
    report = evaluate(snapshot, asked, resolve=resolve)
    if before is None or other is None:
        return Evaluation(report)
    differences = compare_reports(before, report)
    if not differences:
        raise QuestionFileError(other, NOTHING_IN_COMMON)
    return Evaluation(report, differences)


def evaluation_json(evaluation: Evaluation) -> str:
    """The figures as one JSON object on one line; ``comparison`` is there only where something was compared."""
    value = report_to_json(evaluation.report)
    if evaluation.differences is not None:
        value["comparison"] = [asdict(difference) for difference in evaluation.differences]
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def evaluation_lines(evaluation: Evaluation, language: Language, *, from_documents: bool) -> list[StyledLine]:
    """The figures as a table, then the comparison.

    Parameters
    ----------
    evaluation
        A run.
    language
        The language to say it in.
    from_documents
        Whether the questions were made from the documents, which is worth an explanation.

    Returns
    -------
    list[StyledLine]
        For a terminal.
    """
    report = evaluation.report
    said = strings.EVAL_QUESTIONS.say(language, answerable=report.n_answerable, unanswerable=report.n_unanswerable)
    lines = [line(said)]
    if from_documents:
        lines.append(line(strings.EVAL_FROM_DOCUMENTS.say(language), QUIET))
    lines += [BLANK, table_line("", [strings.EVAL_VALUE.say(language), strings.EVAL_INTERVAL.say(language)], QUIET)]
    for name, phrase in strings.EVAL_FIGURES.items():
        value, ends = getattr(report, name), report.intervals.get(name)
        cells = [shown(value, name, language), interval(ends, name, language)]
        lines.append(table_line(phrase.say(language), cells))
    if evaluation.differences is not None:
        lines += [BLANK, *comparison_lines(evaluation.differences, language)]
    return lines


def comparison_lines(differences: Sequence[Difference], language: Language) -> list[StyledLine]:
    """What changed since another run, with a verdict."""
    head = [strings.EVAL_BEFORE.say(language), strings.EVAL_AFTER.say(language), strings.EVAL_CHANGE.say(language)]
    lines = [table_line("", head, QUIET, CHANGE_COLUMNS)]
    for difference in differences:
        name = difference.name
        cells = [shown(difference.before, name, language), shown(difference.after, name, language)]
        cells.append(interval(difference.interval, name, language, signed=True))
        style, flag = ("red", " !") if difference.is_loss else ("", "")
        row = table_line(strings.EVAL_FIGURES[name].say(language), cells, style, CHANGE_COLUMNS)
        lines.append(StyledLine(Text.assemble(row.text, (flag, style)), row.gutter))
    lost = any(difference.is_loss for difference in differences)
    verdict = strings.EVAL_LOSS if lost else strings.EVAL_NO_LOSS
    return [*lines, BLANK, line(verdict.say(language), "red" if lost else "")]


def shown(value: float | None, name: str, language: Language) -> str:
    """A figure as it stands in the table."""
    return NO_VALUE if value is None else number(value, language, 1 if name.endswith(MILLISECONDS) else 3)


def interval(ends: tuple[float, float] | None, name: str, language: Language, *, signed: bool = False) -> str:
    """Both ends of an interval; those of a change with their sign."""
    if ends is None:
        return NO_VALUE
    low, high = ("+" * (signed and end > 0) + shown(end, name, language) for end in ends)
    return strings.EVAL_FROM_TO.say(language, low=low, high=high)


def table_line(label: str, cells: Sequence[str], style: str = "", widths: Sequence[int] = COLUMNS) -> StyledLine:
    """A label and its cells, set flush right."""
    width = max(len(text) for phrase in strings.EVAL_FIGURES.values() for text in (phrase.de, phrase.en))
    row = label.ljust(width) + "".join(cell.rjust(size) for cell, size in zip(cells, widths, strict=True))
    return StyledLine(Text(row, style), Text())
