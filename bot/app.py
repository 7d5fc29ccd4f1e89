"""What commands work with: settings, an index that is kept up to date, an assistant, a terminal.

The place where all of it meets; knows nothing of options. Imports inside the functions, so that ``--help`` and
``--version`` stay instant.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.i18n.phrases import Language
    from bot.settings import Settings
    from bot.terminal.console import BuildBar, Guard, Terminal
    from retrieval import BelegError, BuildReport, Engine, IndexConfig, IndexDamagedError

LONGEST_WAIT_SECONDS = 600.0
TERMINATED = 143
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Session:
    """All that a command works with."""

    settings: Settings
    engine: Engine
    assistant: Assistant
    terminal: Terminal
    guard: Guard

    @property
    def language(self) -> Language:
        """The language of a command without a question."""
        return self.guard.language


@contextmanager
def open_session(
    seeds: Path | None,
    index_dir: Path | None,
    question: str = "",
    *,
    quiet: bool = False,
    wait: bool = True,
    for_telegram: bool = False,
) -> Iterator[Session]:
    """Read the settings, bring the index up to date and say what that did; every error ends the command well.

    Parameters
    ----------
    seeds
        The folder of documents, if the command line names one.
    index_dir
        The folder of the index, if the command line names one.
    question
        Its language is spoken; without one, that of the settings.
    quiet
        Whether the command itself will say what was built.
    wait
        Whether to wait for another process that builds, where there is no index to answer from.
    for_telegram
        Whether to insist on the settings that a bot needs.

    Yields
    ------
    Session
        All that a command works with.
    """
    from bot import logs
    from bot.settings import load_settings, locale_language, require_telegram
    from bot.terminal.console import Guard, Terminal

    terminal = Terminal()
    logs.configure("WARNING")
    # The system's own way to end a process leaves what was being written behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    with Guard(terminal, locale_language()) as guard:
        settings = load_settings(seeds=seeds, index_dir=index_dir)
        logs.configure(settings.log_level, settings.secrets)
        if for_telegram:
            require_telegram(settings)

        from bot.assistant import Assistant, question_language

        guard.language = question_language(question, settings.interface_language)
        with terminal.progress(guard.language) as bar:
            engine = open_engine(settings, bar, wait=wait)
        if not quiet:
            tell_build(engine, terminal, guard.language)
        yield Session(settings, engine, Assistant(engine, guard.language), terminal, guard)


def open_engine(settings: Settings, progress: BuildBar, *, wait: bool = True) -> Engine:
    """The engine that the settings describe."""
    from bot.watcher import SETTLE_SECONDS
    from retrieval import Engine, QueryParameters

    parameters = QueryParameters(
        top_k=settings.top_k, maximum_sentences=settings.maximum_sentences, false_answer_rate=settings.false_answer_rate
    )
    return Engine.open(
        settings.seeds,
        settings.index_dir,
        config=index_config(settings),
        parameters=parameters,
        progress=progress,
        settle_seconds=SETTLE_SECONDS,
        wait_seconds=LONGEST_WAIT_SECONDS if wait else 0.0,
    )


def index_config(settings: Settings) -> IndexConfig:
    """How the settings want an index to be built."""
    from retrieval import IndexConfig, Limits

    limits = Limits(
        maximum_file_bytes=settings.maximum_file_megabytes * MEGABYTE,
        maximum_pages=settings.maximum_pages,
        maximum_expanded_bytes=settings.maximum_expanded_megabytes * MEGABYTE,
        maximum_text_characters=settings.maximum_file_megabytes * MEGABYTE // 2,
        maximum_memory_bytes=settings.memory_per_file_megabytes * MEGABYTE,
        maximum_seconds=settings.seconds_per_file,
    )
    return IndexConfig(
        embedding_model=settings.embedding_model,
        query_prompt=settings.query_prompt or None,
        passage_prompt=settings.passage_prompt or None,
        passage_characters=settings.passage_characters,
        limits=limits,
    )


def tell_build(engine: Engine, terminal: Terminal, language: Language) -> None:
    """Say on standard error what opening the index did, if it did anything."""
    from bot.i18n import strings
    from bot.presentation.reporting import report_lines
    from bot.terminal.reporting import unsettled_lines

    if engine.damage is not None:
        tell_damage(engine.damage, terminal, language)
    if engine.last_build is not None:
        terminal.tell_lines(report_lines(engine.last_build, language))
    terminal.tell_lines(unsettled_lines(engine.unsettled, language))
    if engine.stale is not None:
        terminal.tell_error(engine.stale, language)
        terminal.tell(strings.STALE.say(language))
    if terminal.is_watched and (engine.last_build or engine.stale):
        terminal.tell("")


def tell_damage(damage: IndexDamagedError, terminal: Terminal, language: Language) -> None:
    """Say on standard error in one line why the index has been rebuilt."""
    from bot.i18n import strings
    from bot.i18n.error_strings import describe
    from retrieval import IndexOutdatedError

    if isinstance(damage, IndexOutdatedError):
        terminal.tell(strings.OUTDATED.say(language))
    else:
        terminal.tell(describe(damage, language).lines[0], "yellow")


def verified(seeds: Path | None, index_dir: Path | None) -> bool:
    """Check the index before anything brings it up to date, and say what was found; whether nothing was wrong."""
    from bot.settings import load_settings
    from bot.terminal.console import Guard, Terminal
    from bot.terminal.reporting import verification_lines
    from retrieval import verify

    terminal = Terminal()
    with Guard(terminal, "de") as guard:
        settings = load_settings(seeds=seeds, index_dir=index_dir)
        guard.language = settings.interface_language

        verification = verify(settings.seeds, settings.index_dir, index_config(settings))
        terminal.show(verification_lines(verification, guard.language))
    return not verification.faults


def follow(session: Session) -> None:
    """Keep the index up to date and say what changed, until Ctrl-C: for a watcher that is the normal end."""
    from bot.i18n import strings
    from bot.presentation.formatting import QUIET, line
    from bot.presentation.reporting import report_lines
    from bot.watcher import Follower

    def tell_report(report: BuildReport) -> None:
        session.terminal.show(report_lines(report, session.language, None))

    def tell_trouble(error: BelegError | None) -> None:
        if error is not None:
            session.terminal.tell_error(error, session.language)
        else:
            session.terminal.tell(strings.FOLLOWING_AGAIN.say(session.language))

    mode = "auto" if session.settings.watch == "off" else session.settings.watch
    with Follower(session.engine, session.settings.seeds, mode, tell_report, tell_trouble):
        session.terminal.show([line(strings.WATCHING.say(session.language), QUIET)])
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            session.terminal.tell("")
