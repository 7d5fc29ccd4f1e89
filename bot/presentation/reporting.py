"""What a build did and what is in the index, as lines for people.

Pure, like ``formatting``; knows nothing of how an index is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from bot.assistant import Listing
from bot.i18n import strings
from bot.i18n.phrases import Language, number
from bot.i18n.skip_reason_strings import skip_reason
from bot.presentation.formatting import BLANK, QUIET, Line, harmless, line
from retrieval import BuildReport, Changes, SkippedFile, Source

if TYPE_CHECKING:
    from retrieval import Calibration, Fault, Verification

FEW_NAMES = 5
MOST_FAULTS = 20
WIDEST_NAME = 48
FEW_QUESTIONS = 40
"""With fewer questions a calibration says less about the documents than what holds for most."""


def report_lines(report: BuildReport, language: Language, most_names: int | None = FEW_NAMES) -> list[Line]:
    """A build in one line, what changed beneath it, then the files that were left out.

    Parameters
    ----------
    report
        What the build did.
    language
        The language to say it in.
    most_names
        How many names of documents to list for each kind of change; None for all.

    Returns
    -------
    list[Line]
        At least one.
    """
    changes = report.changes
    is_update = bool(report.reused or changes.changed or changes.removed or changes.config_changed)
    summary = strings.UPDATED if is_update else strings.BUILT
    said = summary.say(
        language,
        documents=strings.DOCUMENTS.say(language, report.documents),
        passages=report.passages,
        embedded=report.embedded,
        reused=report.reused,
        seconds=number(report.seconds, language, 1),
    )
    lines = [line(said, QUIET)]
    if changes.config_changed:
        lines.append(line("  " + strings.CONFIGURATION_CHANGED.say(language), QUIET))
    for phrase, names in (
        (strings.ADDED, changes.added),
        (strings.CHANGED, changes.changed),
        (strings.REMOVED, changes.removed),
    ):
        if names:
            lines.append(line("  " + phrase.say(language, names=name_list(names, language, most_names)), QUIET))
    return lines + skipped_lines(report.skipped, language)


def following_lines(changes: Changes, language: Language) -> list[Line]:
    """What changed while somebody was talking: one quiet line, or none."""
    kinds = ((strings.ADDED, changes.added), (strings.CHANGED, changes.changed), (strings.REMOVED, changes.removed))
    said = [phrase.say(language, names=name_list(names, language, FEW_NAMES)) for phrase, names in kinds if names]
    return [line(strings.FOLLOWED.say(language, changes="; ".join(said)), QUIET)] if said else []


def unsettled_lines(names: Sequence[str], language: Language) -> list[Line]:
    """Which files were left as they were because somebody is writing them: one line, or none."""
    if not names:
        return []
    return [line(strings.UNSETTLED.say(language, names=name_list(names, language, FEW_NAMES)), "yellow")]


def verification_lines(verification: Verification, language: Language) -> list[Line]:
    """What a check of the index found: a line for each fault, or that all is good."""
    if verification.faults:
        return [
            line(strings.FAULT.say(language, fault=fault_text(fault, language)), "yellow")
            for fault in verification.faults[:MOST_FAULTS]
        ]
    documents = strings.DOCUMENTS.say(language, verification.documents)
    return [line(strings.ALL_GOOD.say(language, documents=documents, passages=verification.passages))]


def fault_text(fault: Fault, language: Language) -> str:
    """What is wrong with an index, and where."""
    said = strings.FAULTS[fault.kind].say(language)
    return f"{said} ({harmless(fault.detail)})" if fault.detail else said


def calibration_lines(calibration: Calibration, rate: float, language: Language) -> list[Line]:
    """What to expect at a false-answer rate, and how sure that is.

    Parameters
    ----------
    calibration
        What the documents showed.
    rate
        The target false-answer rate, 0..1.
    language
        The language to say it in.

    Returns
    -------
    list[Line]
        One or two.
    """
    if not calibration.separable:
        return [line(strings.NOT_SEPARABLE.say(language), QUIET)]
    coverage = number(100 * calibration.expected_coverage(rate), language, 0)
    expected = strings.CALIBRATED.say(language, rate=number(100 * rate, language, 0), coverage=coverage)
    if calibration.questions >= FEW_QUESTIONS:
        return [line(expected, QUIET)]
    few = strings.CALIBRATED_BY_FEW.say(language, questions=calibration.questions)
    return [line(expected, QUIET), line(few, QUIET)]


def up_to_date_line(documents: int, language: Language) -> Line:
    """That there was nothing to do."""
    return line(strings.UP_TO_DATE.say(language, documents=strings.DOCUMENTS.say(language, documents)))


def skipped_lines(skipped: Iterable[SkippedFile], language: Language) -> list[Line]:
    """Each file that is not in the index, with its reason."""
    return [skipped_line(file, language) for file in skipped]


def skipped_line(file: SkippedFile, language: Language) -> Line:
    """A file that is not in the index, with its reason."""
    reason = harmless(skip_reason(file.reason, file.detail, language))
    return line("  " + strings.SKIPPED.say(language, document=harmless(file.document_id), reason=reason), "yellow")


def name_list(names: Sequence[str], language: Language, most: int | None) -> str:
    """Names of documents, cut after ``most``."""
    shown = [harmless(name) for name in names[:most]]
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" {strings.AND_MORE.say(language, count=left)}" if left else "")


def sources_lines(listing: Listing, seeds: Path, language: Language) -> list[Line]:
    """The documents, one line each, then what was left out."""
    documents = strings.DOCUMENTS.say(language, len(listing.sources))
    lines = [line(strings.SOURCES.say(language, documents=documents, folder=harmless(str(seeds)))), BLANK]
    width = min(WIDEST_NAME, max((cell_len(harmless(s.document_id)) for s in listing.sources), default=0))
    lines += [source_line(source, width, language) for source in listing.sources]
    skipped = skipped_lines(listing.skipped, language)
    return [*lines, *([BLANK] if skipped else []), *skipped]


def source_line(source: Source, width: int, language: Language) -> Line:
    """A document: its name, how many paragraphs and pages it has, its language."""
    name = harmless(source.document_id)
    facts = source_facts(source, language)
    padding = " " * max(0, width - cell_len(name))
    return Line(Text.assemble((name, "bold"), padding, "  ", (", ".join(facts), QUIET)), Text("  "))


def source_facts(source: Source, language: Language) -> list[str]:
    """Format, paragraphs, pages where there are any, and language of a document."""
    facts = [strings.FORMAT_NAMES.get(source.media_type, source.media_type)]
    facts.append(strings.PARAGRAPHS.say(language, source.paragraphs))
    if source.pages:
        facts.append(strings.PAGES.say(language, source.pages))
    return [*facts, strings.language_name(source.language, language)]
