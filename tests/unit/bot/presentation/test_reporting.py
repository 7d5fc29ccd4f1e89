"""What a build did is said in a few lines."""

from __future__ import annotations

from bot.presentation import reporting
from retrieval import BuildReport, Changes, SkippedFile, SkipReason
from tests.unit.bot.lines import plain


def report(changes: Changes, *, reused: int = 0, skipped: tuple[SkippedFile, ...] = ()) -> BuildReport:
    return BuildReport(changes, skipped, 2, 14, 3, reused, 0.25)


def test_a_first_build_is_one_line_and_the_names() -> None:
    lines = plain(reporting.report_lines(report(Changes(added=("a.txt", "b.md"))), "de"))
    assert lines == ["Index aufgebaut: 2 Dokumente, 14 Textstellen in 0,2 s.", "  neu: a.txt, b.md"]


def test_an_update_names_what_was_added_changed_and_removed() -> None:
    changes = Changes(("a.txt",), ("b.md",), ("c.txt",))
    lines = plain(reporting.report_lines(report(changes, reused=11), "en"))
    assert lines[1:] == ["  added: a.txt", "  changed: b.md", "  removed: c.txt"]


def test_many_names_are_cut() -> None:
    names = tuple(f"{number}.txt" for number in range(8))
    lines = plain(reporting.report_lines(report(Changes(added=names), reused=1), "de"))
    assert lines[1] == "  neu: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt und 3 weitere"


def test_a_skipped_file_is_named_with_its_reason_and_cannot_steer_the_terminal() -> None:
    skipped = (SkippedFile("\x1b[31mbild.png", SkipReason.BINARY),)
    lines = plain(reporting.report_lines(report(Changes(added=("a.txt",)), skipped=skipped), "de"))
    assert lines[-1] == "  übersprungen: \ufffd[31mbild.png: eine Binärdatei, kein Text"
