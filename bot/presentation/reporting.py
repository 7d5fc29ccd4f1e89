"""What a build did, and what a document is, as every channel says it.

Pure, like ``formatting``; knows nothing of how an index is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.i18n import strings
from bot.i18n.phrases import Language, number
from bot.i18n.skip_reason_strings import skip_reason
from bot.presentation.formatting import QUIET, StyledLine, harmless, line
from retrieval import BuildReport, SkippedFile, Source

FEW_NAMES = 5


def report_lines(report: BuildReport, language: Language, most_names: int | None = FEW_NAMES) -> list[StyledLine]:
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
    list[StyledLine]
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


def skipped_lines(skipped: Iterable[SkippedFile], language: Language) -> list[StyledLine]:
    """Each file that is not in the index, with its reason."""
    return [skipped_line(file, language) for file in skipped]


def skipped_line(file: SkippedFile, language: Language) -> StyledLine:
    """A file that is not in the index, with its reason."""
    reason = harmless(skip_reason(file.reason, file.detail, language))
    return line("  " + strings.SKIPPED.say(language, document=harmless(file.document_id), reason=reason), "yellow")


def name_list(names: Sequence[str], language: Language, most: int | None) -> str:
    """Names of documents, cut after ``most``."""
    shown = [harmless(name) for name in names[:most]]
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" {strings.AND_MORE.say(language, count=left)}" if left else "")


def source_facts(source: Source, language: Language) -> list[str]:
    """Format, paragraphs, pages where there are any, and language of a document."""
    facts = [strings.FORMAT_NAMES.get(source.media_type, source.media_type)]
    facts.append(strings.PARAGRAPHS.say(language, source.paragraphs))
    if source.pages:
        facts.append(strings.PAGES.say(language, source.pages))
    return [*facts, strings.language_name(source.language, language)]
