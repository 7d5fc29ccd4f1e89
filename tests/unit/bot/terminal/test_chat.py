"""What became of the index is told in the chat once, in one quiet line, when the person has a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.terminal.chat import Chat, combined_changes
from bot.terminal.console import Terminal
from retrieval import BuildReport, Changes, Engine, IndexConfig, SeedsMissingError, SkippedFile, SkipReason


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
    assert combined_changes(reports) == together


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

    chat.hear(report(added="b.txt", skipped=(*engine.snapshot.skipped(), new)))
    chat.hear(report(changed="a.txt", skipped=(*engine.snapshot.skipped(), new)))
    lines = told().split("\n")
    assert lines[0] == "Die Dokumente haben sich geändert: neu: b.txt; geändert: a.txt"
    assert "neu.png" in lines[1]
    assert old.document_id not in "".join(lines)
    assert told() == ""
    chat.hear(SeedsMissingError(seeds))
    assert "Bis dahin antwortet der vorige Index." in told()
    chat.hear(None)
    assert told().strip() == "Der Index folgt den Dokumenten wieder."
