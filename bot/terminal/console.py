"""A person at a terminal: prints lines, shows the progress of a build, turns every exception into an exit status.

The door to rich's consoles. Knows nothing of commands and of what is said.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

from rich.console import Console
from rich.text import Text

from bot.i18n import error_strings, strings
from bot.i18n.error_strings import describe
from bot.i18n.phrases import Language
from bot.presentation.formatting import QUIET, StyledLine, harmless
from retrieval import BelegError, BuildProgress, ConfigurationError, NotFoundError, QuestionError

if TYPE_CHECKING:
    from rich.progress import Progress

    from retrieval import BuildStage

_logger = logging.getLogger(__name__)

ANSWERED = 0
ABSTAINED = 1
WRONG_USE = 2
TROUBLE = 3
FAULT = 70
INTERRUPTED = 130
BROKEN_PIPE = 141

WIDEST_LINE = 100
PROGRESS_AFTER_SECONDS = 1.0


class Terminal:
    """Standard output and standard error, with colours where a person looks."""

    def __init__(self) -> None:
        # Both are None where the shell closed them.
        sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # to the end of the process
        sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # to the end of the process
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot write „ or ¶ gets a question mark, not a traceback.
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # always text streams in a command
        self._out = QuietConsole(markup=False, highlight=False, emoji=False)
        self._err = QuietConsole(markup=False, highlight=False, emoji=False, stderr=True)

    def show(self, lines: Iterable[StyledLine]) -> None:
        """Print lines to standard output."""
        put(self._out, lines)

    def show_text(self, lines: Iterable[str]) -> None:
        """Print our own sentences to standard output."""
        put(self._out, [StyledLine(Text(harmless(line)), Text()) for line in lines])

    def tell(self, message: str, style: str = QUIET) -> None:
        """Print what happened beside the answer to standard error."""
        put(self._err, [StyledLine(Text(harmless(message), style), Text())])

    @property
    def is_watched(self) -> bool:
        """Whether a person reads standard error."""
        return self._err.is_terminal

    def tell_lines(self, lines: Iterable[StyledLine]) -> None:
        """Print lines to standard error."""
        put(self._err, lines)

    def tell_error(self, error: BelegError, language: Language, *, in_chat: bool = False) -> None:
        """Print an error and the next step to standard error."""
        spoken = describe(error, language, in_chat=in_chat)
        for told in spoken.lines:
            self.tell(told, "red")
        if spoken.hint:
            self.tell(spoken.hint)

    def tell_fault(self, error: Exception, language: Language) -> None:
        """Print that something went wrong that nobody foresaw; the details are for the log."""
        reference = fault_reference(error)
        _logger.debug("fault %s", reference, exc_info=error)
        self.tell(error_strings.UNEXPECTED.say(language, reference=reference), "red")
        self.tell(error_strings.UNEXPECTED_HINT.say(language))

    def progress(self, language: Language) -> BuildBar:
        """A bar for a build, on standard error."""
        return BuildBar(self._err, language)


class QuietConsole(Console):
    """A console that lets a closed pipe be handled where everything else is."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise what happened instead of leaving with the status of an abstention."""
        raise BrokenPipeError


class Guard:
    """Ends a command on any exception: one line on standard error, the exit status, no traceback.

    ``language`` may be set as soon as it is known better.
    """

    def __init__(self, terminal: Terminal, language: Language) -> None:
        self.terminal = terminal
        self.language = language

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                sys.stdout.flush()
        except OSError as closed:
            error = closed
        status = self._status(error)
        if status is not None:
            raise SystemExit(status) from None

    def _status(self, error: BaseException | None) -> int | None:
        match error:
            case BrokenPipeError():
                # Python flushes standard output once more when it ends, and would complain.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                return BROKEN_PIPE
            case KeyboardInterrupt():
                return INTERRUPTED
            case BelegError():
                self.terminal.tell_error(error, self.language)
                return exit_status(error)
            case Exception() if not is_exit(error):
                self.terminal.tell_fault(error, self.language)
                return FAULT
            case _:
                return None


class BuildBar:
    """Shows a build that lasts; nothing is drawn in the first second or where nobody looks."""

    def __init__(self, console: Console, language: Language) -> None:
        self._console = console
        self._language = language
        self._begun = time.monotonic()
        self._progress: Progress | None = None
        self._stage: BuildStage | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, step: BuildProgress) -> None:
        """Take note of a step."""
        if not self._console.is_terminal or time.monotonic() - self._begun < PROGRESS_AFTER_SECONDS:
            return
        if self._progress is None:
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[count]}"))
            self._progress = Progress(*columns, console=self._console, transient=True)
            self._progress.start()
        if step.stage is not self._stage:
            # A bar that once had a total cannot lose it, so each stage gets its own.
            for task in self._progress.task_ids:
                self._progress.remove_task(task)
            self._progress.add_task(strings.STAGES[step.stage].say(self._language), total=None, count="")
            self._stage = step.stage
        count = strings.PROGRESS.say(self._language, done=step.done, total=step.total) if step.total else ""
        task = self._progress.task_ids[-1]
        self._progress.update(task, completed=step.done, total=step.total or None, count=count)


def put(console: Console, lines: Iterable[StyledLine]) -> None:
    """Print lines: wrapped behind their gutter for a person, each in one piece for a program."""
    for line in lines:
        if not console.is_terminal:
            console.print(stripped(Text.assemble(line.gutter, line.text)), soft_wrap=True)
            continue
        indent = line.gutter.cell_len
        width = max(20, min(console.width, WIDEST_LINE) - indent)
        gutter = line.gutter
        for row in line.text.wrap(console, width) or [Text()]:
            console.print(Text.assemble(gutter, row), no_wrap=True, crop=False, soft_wrap=True)
            gutter = Text(" " * indent)


def exit_status(error: BelegError) -> int:
    """2 where the person or the settings are wrong, 3 where the documents or the index are."""
    return WRONG_USE if isinstance(error, (ConfigurationError, QuestionError, NotFoundError)) else TROUBLE


def fault_reference(error: Exception) -> str:
    """A short name for a fault, the same for the same fault in the same place."""
    traceback = error.__traceback__
    place = ""
    while traceback is not None:
        place = f"{Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return hashlib.sha256(f"{type(error).__name__} {place}".encode()).hexdigest()[:8]


def is_exit(error: Exception) -> bool:
    """Whether typer raised this to end the command in its own way."""
    import typer

    return isinstance(error, (typer.Exit, typer.Abort))


def stripped(text: Text) -> Text:
    """The text without white space at its end."""
    text.rstrip()
    return text
