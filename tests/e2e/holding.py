"""The real command, held where a test wants to do something to it. Run as a program, this is that command.

Python tells an audit hook of every file that is opened and of every process that is started; the hook waits there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 120.0
HELD, GO_ON = "held", "go-on"
_PAUSE_SECONDS = 0.01


def held_at(event: str, number: int, *arguments: str) -> list[str]:
    """The command line of ``beleg`` with some arguments, held when a text is in an event for the ``number``-th time."""
    return [sys.executable, "-m", "tests.e2e.holding", event, str(number), *arguments]


def wait_until_held(folder: Path) -> None:
    """Wait until the command that was started in a folder is where it is to be held."""
    given_up = time.monotonic() + PATIENCE_SECONDS
    while not (folder / HELD).exists():
        assert time.monotonic() < given_up, "the command did not come there"
        time.sleep(_PAUSE_SECONDS)


def let_go(folder: Path) -> None:
    """Let the command go on."""
    (folder / GO_ON).touch()


def _holding(wanted: str, number: int) -> Callable[[str, tuple[object, ...]], None]:
    seen = 0

    def hold(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event not in {"open", "subprocess.Popen"} or wanted not in f"{event} {arguments}":
            return
        seen += 1
        if seen == number:
            Path(HELD).touch()
            while not Path(GO_ON).exists():
                time.sleep(_PAUSE_SECONDS)

    return hold


if __name__ == "__main__":
    sys.addaudithook(_holding(sys.argv.pop(1), int(sys.argv.pop(1))))
    from bot.cli import main

    main()
