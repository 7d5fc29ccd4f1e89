"""What every command begins with: settings, an index that is up to date, an assistant, a terminal.

The place where they meet. Imports them inside the functions, so that ``--help`` and ``--version`` stay instant.
"""

from __future__ import annotations

import signal
import sys
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
    from retrieval import Engine, IndexConfig, IndexDamagedError

LONGEST_WAIT_SECONDS = 600.0
TERMINATED = 143
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Desk:
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
def opened(
    seeds: Path | None,
    index_dir: Path | None,
    question: str = "",
    *,
    quiet: bool = False,
    wait: bool = True,
    for_telegram: bool = False,
) -> Iterator[Desk]:
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
    Desk
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
        yield Desk(settings, engine, Assistant(engine, guard.language), terminal, guard)


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
    from bot.presentation import reporting

    if engine.damage is not None:
        tell_damage(engine.damage, terminal, language)
    if engine.last_build is not None:
        terminal.tell_lines(reporting.report_lines(engine.last_build, language))
    terminal.tell_lines(reporting.unsettled_lines(engine.unsettled, language))
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
