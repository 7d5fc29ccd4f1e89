"""What became of an index, how sure it is and what is in it, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant import Listing
from bot.terminal import reporting
from bot.terminal.reporting import following_lines, unsettled_lines, verification_lines
from retrieval import Calibration, Changes, Fault, FaultKind, Source, Verification
from tests.unit.bot.lines import plain


def test_sources_stand_in_columns() -> None:
    listing = Listing(
        (Source("a.txt", "a", "text/plain", "de", 1, 0), Source("bericht.pdf", "b", "application/pdf", "fr", 12, 3)), ()
    )
    assert plain(reporting.sources_lines(listing, Path("seeds"), "de")) == [
        "2 Dokumente in seeds",
        "",
        "  a.txt        Text, 1 Absatz, Deutsch",
        "  bericht.pdf  PDF, 12 Absätze, 3 Seiten, fr",
    ]


@pytest.mark.parametrize(
    ("questions", "auroc", "expected"),
    [
        (100, 0.95, ["Target false-answer rate: 10%; about 89% of the answerable questions are then answered."]),
        (
            12,
            0.95,
            [
                "Target false-answer rate: 10%; about 88% of the answerable questions are then answered.",
                "This is mostly a prior estimate; there is too little text to measure it (generated questions: 12).",
            ],
        ),
        (100, 0.7, ["How well right answers can be told from wrong ones cannot be measured on these documents."]),
    ],
)
def test_what_to_expect_is_said_as_surely_as_it_is_known(questions: int, auroc: float, expected: list[str]) -> None:
    values = {"answerable": [3.0, 2.0], "unanswerable": [-2.8, 2.0], "auroc": auroc, "questions": questions}
    assert plain(reporting.calibration_lines(Calibration.from_json(values), 0.1, "en")) == expected


def test_the_line_names_what_changed() -> None:
    [line] = following_lines(Changes(("a.txt", "b.txt"), (), ("c.txt",)), "de")
    assert line.text.plain == "Die Dokumente haben sich geändert: neu: a.txt, b.txt; entfernt: c.txt"
    assert following_lines(Changes(), "de") == []


def test_files_that_are_being_written_are_named_harmlessly() -> None:
    [line] = unsettled_lines(["gro\x1b[31mß.txt"], "en")
    assert line.text.plain.startswith("Still being written")
    assert "\x1b" not in line.text.plain
    assert unsettled_lines([], "en") == []


def test_each_fault_of_an_index_has_a_line_in_both_languages() -> None:
    for kind in FaultKind:
        found = Verification((Fault(kind, "a.txt"),), Changes(), 1, 2)
        for language in ("de", "en"):
            [line] = verification_lines(found, language)
            assert "a.txt" in line.text.plain
    [good] = verification_lines(Verification((), Changes(), 1, 2), "en")
    assert good.text.plain == "All good: 1 document, 2 passages checked."
