"""A database in a folder of its own, and a Bot API server with a bot of the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.telegram.storage.database import Database
from tests.e2e.telegram_server import TelegramServer


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "state")
    yield opened
    opened.close()


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of its own use of numbers for durations, unless it is told to use the other kind."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
