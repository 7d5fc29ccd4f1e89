"""What became of an index, how sure it is, and what is in it, as lines of a terminal.

Pure, like ``formatting``; knows nothing of how an index is built, checked and measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from bot.assistant import Listing
from bot.i18n import strings
from bot.i18n.phrases import Language, number
from bot.presentation.formatting import EMPHASIS, QUIET, StyledLine, harmless, line
from bot.presentation.reporting import FEW_NAMES, name_list, skipped_lines, source_facts
from bot.terminal.formatting import BLANK
from retrieval import Changes, Source

if TYPE_CHECKING:
    from retrieval import Calibration, Fault, Verification

MOST_FAULTS = 20
WIDEST_NAME = 48
FEW_QUESTIONS = 40
"""With fewer questions a calibration says less about the documents than what holds for most."""


def following_lines(changes: Changes, language: Language) -> list[StyledLine]:
    """What changed while somebody was talking: one quiet line, or none."""
    kinds = ((strings.ADDED, changes.added), (strings.CHANGED, changes.changed), (strings.REMOVED, changes.removed))
    said = [phrase.say(language, names=name_list(names, language, FEW_NAMES)) for phrase, names in kinds if names]
    return [line(strings.FOLLOWED.say(language, changes="; ".join(said)), QUIET)] if said else []


def unsettled_lines(names: Sequence[str], language: Language) -> list[StyledLine]:
    """Which files were left as they were because somebody is writing them: one line, or none."""
    if not names:
        return []
    return [line(strings.UNSETTLED.say(language, names=name_list(names, language, FEW_NAMES)), "yellow")]


def verification_lines(verification: Verification, language: Language) -> list[StyledLine]:
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


def calibration_lines(calibration: Calibration, rate: float, language: Language) -> list[StyledLine]:
    """What to expect at a false-answer rate, and how sure that is.

    Parameters
    ----------
    calibration
        What the documents showed.
    rate
        The wished false-answer rate, 0..1.
    language
        The language to say it in.

    Returns
    -------
    list[StyledLine]
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


def up_to_date_line(documents: int, language: Language) -> StyledLine:
    """That there was nothing to do."""
    return line(strings.UP_TO_DATE.say(language, documents=strings.DOCUMENTS.say(language, documents)))


def sources_lines(listing: Listing, seeds: Path, language: Language) -> list[StyledLine]:
    """The documents, one line each, then what was left out."""
    documents = strings.DOCUMENTS.say(language, len(listing.sources))
    lines = [line(strings.SOURCES.say(language, documents=documents, folder=harmless(str(seeds)))), BLANK]
    width = min(WIDEST_NAME, max((cell_len(harmless(s.document_id)) for s in listing.sources), default=0))
    lines += [source_line(source, width, language) for source in listing.sources]
    skipped = skipped_lines(listing.skipped, language)
    return [*lines, *([BLANK] if skipped else []), *skipped]


def source_line(source: Source, width: int, language: Language) -> StyledLine:
    """A document: its name, how many paragraphs and pages it has, its language."""
    name = harmless(source.document_id)
    facts = source_facts(source, language)
    padding = " " * max(0, width - cell_len(name))
    return StyledLine(Text.assemble((name, EMPHASIS), padding, "  ", (", ".join(facts), QUIET)), Text("  "))
