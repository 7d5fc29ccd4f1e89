"""The real bot in a process of its own, talking to the Bot API server of the tests.

Starts, stops and kills it, and keeps all it ever wrote. Knows nothing of what is said.
"""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from tests.e2e.bot_api.entities import piece
from tests.e2e.bot_api.world import Json, Sent
from tests.e2e.conftest import Place
from tests.e2e.telegram_server import TelegramServer

START_SECONDS = 60
STOP_SECONDS = 60
LISTENING = {"getupdates", "setwebhook"}


class TelegramBot:
    """``beleg telegram`` in a folder; as a context it runs, and is ended by SIGTERM.

    Parameters
    ----------
    place
        Where its documents, its index and its state are.
    telegram
        The server it talks to.
    **settings
        More variables of its environment.
    """

    def __init__(self, place: Place, telegram: TelegramServer, **settings: str) -> None:
        self.place = place
        self.telegram = telegram
        self.settings = {
            "BELEG_TELEGRAM_TOKEN": telegram.token,
            "BELEG_TELEGRAM_BASE_URL": telegram.base_url,
            "BELEG_TELEGRAM_BASE_FILE_URL": telegram.base_file_url,
            "BELEG_TELEGRAM_ALLOWED": "*",
            "BELEG_STATE_DIR": str(place.folder / "state"),
            "BELEG_LOG_LEVEL": "INFO",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None
        telegram.busy.append(lambda: self.is_running and is_at_work(Path(self.settings["BELEG_STATE_DIR"])))

    def __enter__(self) -> Self:
        return self if self.is_running else self.start()

    def __exit__(self, *_: object) -> None:
        if self._process:
            self.stop()

    @property
    def log(self) -> str:
        """Everything it wrote since it was made, over all starts."""
        return self._log_path.read_text("utf-8", "replace") if self._log_path.exists() else ""

    def start(self, *, wait: bool = True) -> Self:
        """Start it, and wait until it asks for updates or has set its webhook."""
        before = len(self.telegram.calls)
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "telegram"],
                cwd=self.place.folder,
                env=self.place.environment(**self.settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if wait:
            self._wait_until_it_listens(before)
        return self

    def signal(self, number: int = signal.SIGTERM) -> None:
        """Ask it to end, without waiting."""
        assert self._process
        self._process.send_signal(number)

    def stop(self) -> int:
        """End it by SIGTERM; its exit status."""
        self.signal()
        return self.wait()

    def kill(self) -> None:
        """End it by SIGKILL."""
        self.signal(signal.SIGKILL)
        assert self.wait() == -signal.SIGKILL

    def wait(self, timeout: float = STOP_SECONDS) -> int:
        """Its exit status once it has ended; a process that does not end is killed, and that is an error."""
        assert self._process
        process, self._process = self._process, None
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"the bot did not end within {timeout} s; it said {self.log!r}") from None

    def change(self, document: Path, text: str) -> None:
        """Write a document, and wait until the bot serves it as it is now."""
        said = len(self.log)
        document.write_text(text, encoding="utf-8")
        self.wait_for_log("refreshed:", since=said)

    def wait_for_log(self, text: str, timeout: float = START_SECONDS, since: int = 0) -> None:
        """Until it has written a text, after so many characters."""
        deadline = time.monotonic() + timeout
        while text not in self.log[since:]:
            if not self.is_running or time.monotonic() > deadline:
                raise AssertionError(f"the bot never said {text!r}, but {self.log!r}")
            time.sleep(0.02)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def _log_path(self) -> Path:
        return Path(self.settings["BELEG_STATE_DIR"] + ".log")

    def _wait_until_it_listens(self, before: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not any(call.method.lower() in LISTENING for call in self.telegram.calls[before:]):
            if not self.is_running or time.monotonic() > deadline:
                status = self._process.poll() if self._process else None
                raise AssertionError(f"the bot did not start (status {status}); it said {self.log!r}")
            time.sleep(0.02)


def is_at_work(state: Path) -> bool:
    """Whether a bot has taken an update that it is not done with."""
    file = state / "telegram.sqlite3"
    if not file.exists():
        return False
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT count(*) FROM inbox WHERE payload IS NOT NULL").fetchone()
    return bool(row[0])


def pieces(sent: Sent | Json, *kinds: str) -> list[str]:
    """The stretches of a message that entities of these kinds cover."""
    message = sent.message if isinstance(sent, Sent) else sent
    return [piece(message["text"], entity) for entity in message.get("entities", []) if entity["type"] in kinds]


def labels(sent: Sent) -> list[str]:
    """What is written on the buttons of a message."""
    return [button["text"] for button in sent.buttons]


def nothing_was_refused(telegram: TelegramServer) -> bool:
    """Whether Telegram took every call as it was meant."""
    problems = [*(f"{call.method}: {call.description}: {call.arguments}" for call in telegram.rejected)]
    problems += telegram.violations
    assert not problems, problems[0]
    return True
