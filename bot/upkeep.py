"""What ``beleg index`` does beside bringing the index up to date: checks it, and keeps it up to date.

Knows the parts that ``opening`` brings together, nothing of options.
"""

from __future__ import annotations

import threading
from pathlib import Path

from bot.app import Desk, index_config
from bot.i18n import strings
from bot.presentation.formatting import QUIET, line
from bot.presentation.reporting import report_lines, verification_lines
from bot.settings import load_settings
from bot.terminal.console import Guard, Terminal
from bot.watcher import Follower
from retrieval import BelegError, BuildReport, verify


def verified(seeds: Path | None, index_dir: Path | None) -> bool:
    """Check the index before anything brings it up to date, and say what was found; whether nothing was wrong."""
    terminal = Terminal()
    with Guard(terminal, "de") as guard:
        settings = load_settings(seeds=seeds, index_dir=index_dir)
        guard.language = settings.interface_language

        verification = verify(settings.seeds, settings.index_dir, index_config(settings))
        terminal.show(verification_lines(verification, guard.language))
    return not verification.faults


def follow(desk: Desk) -> None:
    """Keep the index up to date and say what changed, until Ctrl-C: for a watcher that is the normal end."""

    def tell_report(report: BuildReport) -> None:
        desk.terminal.show(report_lines(report, desk.language, None))

    def tell_trouble(error: BelegError | None) -> None:
        if error is not None:
            desk.terminal.tell_error(error, desk.language)
        else:
            desk.terminal.tell(strings.FOLLOWING_AGAIN.say(desk.language))

    mode = "auto" if desk.settings.watch == "off" else desk.settings.watch
    with Follower(desk.engine, desk.settings.seeds, mode, tell_report, tell_trouble):
        desk.terminal.show([line(strings.WATCHING.say(desk.language), QUIET)])
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            desk.terminal.tell("")
