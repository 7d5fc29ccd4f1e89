"""What became of the index is told in the chat once, in one quiet line, when the person has a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.presentation.reporting import following_lines, unsettled_lines, verification_lines
from bot.terminal.chat import Chat, joined
from bot.terminal.console import Terminal
from retrieval import (
    BuildReport,
    Changes,
    Engine,
    Fault,
    FaultKind,
    IndexConfig,
    SeedsMissingError,
    SkippedFile,
    SkipReason,
    Verification,
)


def report(
    *, added: str = "", changed: str = "", removed: str = "", skipped: tuple[SkippedFile, ...] = ()
) -> BuildReport:
    changes = Changes(tuple(added.split()), tuple(changed.split()), tuple(removed.split()))
    return BuildReport(changes, skipped, 2, 14, 3, 11, 0.25)


@pytest.mark.parametrize(
    ("reports", "together"),
    [
        ([report(added="a"), report(added="b", changed="c")], Changes(("a", "b"), ("c",), ())),
        ([report(added="a"), report(changed="a")], Changes(("a",), (), ())),
        ([report(added="a"), report(removed="a")], Changes()),
        ([report(changed="a"), report(removed="a")], Changes((), (), ("a",))),
        ([report(removed="a"), report(added="a")], Changes((), ("a",), ())),
        ([report(added="a", removed="b"), report(added="b", removed="a")], Changes((), ("b",), ())),
    ],
)
def test_several_refreshes_are_told_as_one(reports: list[BuildReport], together: Changes) -> None:
    assert joined(reports) == together


def test_the_line_names_what_changed() -> None:
    [line] = following_lines(report(added="a.txt b.txt", removed="c.txt").changes, "de")
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


def test_news_are_told_once_and_trouble_with_its_end(
    tmp_path: Path, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("Der Verein sitzt in Bonn.")
    (seeds / "alt.png").write_text("schon da")
    engine = Engine.open(seeds, tmp_path / "index", config=IndexConfig(embedding_model=str(tiny_model)))
    chat = Chat(Assistant(engine, "de"), Terminal(), seeds, tmp_path / "history")
    old, new = SkippedFile("alt.png", SkipReason.FORMAT, ".png"), SkippedFile("neu.png", SkipReason.FORMAT, ".png")

    def told() -> str:
        chat._tell_news("de")
        return capsys.readouterr().err

    chat.hear(report(added="b.txt", skipped=(*engine.view.skipped(), new)))
    chat.hear(report(changed="a.txt", skipped=(*engine.view.skipped(), new)))
    lines = told().split("\n")
    assert lines[0] == "Die Dokumente haben sich geändert: neu: b.txt; geändert: a.txt"
    assert "neu.png" in lines[1]
    assert old.document_id not in "".join(lines)
    assert told() == ""
    chat.hear(SeedsMissingError(seeds))
    assert "Bis dahin antwortet der vorige Index." in told()
    chat.hear(None)
    assert told().strip() == "Der Index folgt den Dokumenten wieder."
