"""The terminal conversation: reads lines with prompt_toolkit, hands them to the assistant, prints what comes back.

The door to prompt_toolkit. Where standard input is not a terminal, lines are read plainly and echoed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from queue import Empty, SimpleQueue

from rich.text import Text

from bot.assistant import Assistant
from bot.i18n import strings
from bot.i18n.phrases import Language
from bot.presentation.formatting import EMPHASIS, QUIET, StyledLine, harmless, line
from bot.presentation.reporting import skipped_lines
from bot.terminal import formatting
from bot.terminal.console import Terminal
from bot.terminal.formatting import ACCENT, BLANK
from bot.terminal.reporting import following_lines, sources_lines
from retrieval import BelegError, BuildReport, Changes

PROMPT = "› "
COMMANDS = ("/help", "/sources", "/show", "/why", "/new", "/quit")
LEAVE = frozenset({"/quit", "/exit"})


class Chat:
    """One conversation at one terminal."""

    def __init__(self, assistant: Assistant, terminal: Terminal, seeds: Path, history: Path) -> None:
        self._assistant = assistant
        self._terminal = terminal
        self._seeds = seeds
        self._history = history
        self._news: SimpleQueue[BuildReport | BelegError | None] = SimpleQueue()
        self._skipped = set(assistant.sources().skipped)

    def hear(self, news: BuildReport | BelegError | None) -> None:
        """Take note of what became of the index, from any thread; it is shown between two turns.

        Parameters
        ----------
        news
            What was built, or what keeps the index from following the documents; ``None`` when that is over.
        """
        self._news.put(news)

    def run(self) -> None:
        """Talk until the person leaves."""
        self._terminal.show(self._greeting())
        for typed in self._lines():
            text = " ".join(typed.split())
            if text in LEAVE:
                return
            if not text:
                continue
            try:
                self._turn(text)
            except KeyboardInterrupt:
                self._terminal.tell(strings.CANCELLED.say(self._assistant.language))
                self._terminal.show([BLANK])

    def _turn(self, text: str) -> None:
        self._terminal.show([BLANK])
        self._tell_news(self._language_for(text))
        try:
            self._respond(text)
        except BelegError as error:
            self._terminal.tell_error(error, self._language_for(text), in_chat=True)
        except OSError:
            raise
        except Exception as error:  # one bad question must not end the conversation
            self._terminal.tell_fault(error, self._assistant.language)
        self._terminal.show([BLANK])
        self._tell_news(self._assistant.language)

    def _language_for(self, text: str) -> Language:
        return self._assistant.language if text.startswith("/") else self._assistant.language_of(text)

    def _greeting(self) -> list[StyledLine]:
        language = self._assistant.language
        count = strings.DOCUMENTS.say(language, len(self._assistant.sources().sources))
        greeting = strings.GREETING.say(language, documents=count, folder=harmless(str(self._seeds)))
        return [
            line(greeting),
            line(strings.GREETING_HELP.say(language), QUIET),
            BLANK,
        ]

    def _respond(self, text: str) -> None:
        if not text.startswith("/"):
            self._terminal.show(formatting.turn_lines(self._assistant.ask(text, now=time.monotonic())))
            return
        command, _, argument = text.partition(" ")
        responses: dict[str, Callable[[], list[StyledLine]]] = {
            "/help": lambda: help_lines(self._assistant.language),
            "/sources": lambda: sources_lines(self._assistant.sources(), self._seeds, self._assistant.language),
            "/show": lambda: formatting.shown_lines(self._assistant.show(argument), self._assistant.language),
            "/why": lambda: formatting.why_lines(self._assistant.why()),
            "/new": self._start_over,
        }
        respond = responses.get(command.lower())
        self._terminal.show(respond() if respond else unknown_lines(command, self._assistant.language))

    def _start_over(self) -> list[StyledLine]:
        language = self._assistant.language
        self._assistant.forget()
        return [line(strings.FORGOTTEN.say(language))]

    def _tell_news(self, language: Language) -> None:
        reports: list[BuildReport] = []
        while True:
            try:
                news = self._news.get_nowait()
            except Empty:
                break
            match news:
                case BuildReport():
                    reports.append(news)
                case BelegError():
                    self._terminal.tell_error(news, language, in_chat=True)
                    self._terminal.tell(strings.STALE.say(language))
                    self._terminal.tell("")
                case None:
                    self._terminal.tell(strings.FOLLOWING_AGAIN.say(language))
        if reports:
            skipped = [file for file in reports[-1].skipped if file not in self._skipped]
            self._skipped = set(reports[-1].skipped)
            lines = [*following_lines(combined_changes(reports), language), *skipped_lines(skipped, language)]
            self._terminal.tell_lines([*lines, BLANK] if lines else [])

    def _lines(self) -> Iterator[str]:
        if sys.stdin is None:
            return
        if sys.stdin.isatty() and sys.stdout.isatty():
            yield from edited_lines(self._history)
            return
        for typed in sys.stdin:
            if not sys.stdin.isatty() and typed.strip():
                self._terminal.show([StyledLine(Text(harmless(typed.strip()), EMPHASIS), Text(PROMPT, ACCENT))])
            yield typed


def combined_changes(reports: Sequence[BuildReport]) -> Changes:
    """What several builds changed, from before the first to after the last."""
    added: set[str] = set()
    changed: set[str] = set()
    removed: set[str] = set()
    for changes in (report.changes for report in reports):
        back = removed.intersection(changes.added)
        changed |= (set(changes.changed) - added) | back
        removed = (removed - back) | (set(changes.removed) - added)
        added = (added | set(changes.added) - back) - set(changes.removed)
        changed -= removed
    return Changes(tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(removed)))


def edited_lines(history: Path) -> Iterator[str]:
    """Lines from a person who can edit and recall them; Ctrl-C clears the line, Ctrl-D ends."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory

    kept: History = FileHistory(str(history)) if is_private_file(history) else InMemoryHistory()
    prompt_session: PromptSession[str] = PromptSession(
        FormattedText([("bold ansicyan", PROMPT)]),
        history=kept,
        completer=WordCompleter(list(COMMANDS), sentence=True),
        complete_while_typing=False,
    )
    while True:
        try:
            yield prompt_session.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def is_private_file(path: Path) -> bool:
    """Whether the history can be kept there, readable for nobody else: questions are personal."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600))
    except OSError:
        return False
    return True


def help_lines(language: Language) -> list[StyledLine]:
    """The commands, one line each."""
    width = max(len(command) for command, _ in strings.HELP) + 2
    listed = [
        StyledLine(Text(meaning.say(language)), Text("  " + command.ljust(width), ACCENT))
        for command, meaning in strings.HELP
    ]
    return [line(strings.HELP_INTRODUCTION.say(language)), *listed]


def unknown_lines(command: str, language: Language) -> list[StyledLine]:
    """That there is no such command, and which one was probably meant."""
    similar = get_close_matches(command.lower(), COMMANDS, n=1, cutoff=0.5)
    name = harmless(command)[:40]
    if similar:
        return [line(strings.SIMILAR_COMMAND.say(language, command=name, similar=similar[0]))]
    return [line(strings.UNKNOWN_COMMAND.say(language, command=name))]
