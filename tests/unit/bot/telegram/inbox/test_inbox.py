"""An update is kept until it is answered, in order, and is taken once."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from bot.telegram.inbox.inbox import KNOWN_SECONDS, Inbox, Progress
from bot.telegram.storage.database import Database

KILLED_AFTER_PUT = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.telegram.storage.database import Database
from bot.telegram.inbox.inbox import Inbox
asyncio.run(Inbox(Database.open(Path(sys.argv[1]))).put(5, "kept"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_updates_wait_in_the_order_of_arrival_until_they_are_done(database: Database) -> None:
    async def scenario() -> None:
        inbox = Inbox(database)
        assert await inbox.put_all({9: "first", 3: "second"}) == {9, 3}
        assert await inbox.put(4, "third")
        await inbox.done(3)
        assert await inbox.pending() == ["first", "third"]

    asyncio.run(scenario())


def test_an_update_that_was_put_survives_a_killed_process(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED_AFTER_PUT, tmp_path], check=False)
    assert killed.returncode == -signal.SIGKILL
    database = Database.open(tmp_path)
    assert asyncio.run(Inbox(database).pending()) == ["kept"]
    database.close()


def test_an_update_is_known_for_24_hours_also_when_it_is_done(database: Database) -> None:
    async def scenario() -> None:
        now = [1_000.0]
        inbox = Inbox(database, clock=lambda: now[0])
        assert await inbox.put(1, "a")
        assert not await inbox.put(1, "a")
        await inbox.done(1)
        now[0] += KNOWN_SECONDS
        assert not await inbox.put(1, "a")
        now[0] += 1
        assert await inbox.put(1, "a")

    asyncio.run(scenario())


def test_an_update_of_the_same_number_from_another_bot_is_another_one(database: Database) -> None:
    async def scenario() -> None:
        inbox = Inbox(database)
        assert await inbox.put(1, '{"message": {"chat": {"id": 5}, "message_id": 7, "date": 3}}')
        assert not await inbox.put(1, '{"message": {"message_id": 7, "date": 3, "chat": {"id": 5, "title": "neu"}}}')
        assert await inbox.put(1, '{"message": {"chat": {"id": 6}, "message_id": 7, "date": 3}}')

    asyncio.run(scenario())


def test_what_waits_is_never_too_old(database: Database) -> None:
    async def scenario() -> None:
        now = [1_000.0]
        inbox = Inbox(database, clock=lambda: now[0])
        await inbox.put(1, "old")
        now[0] += 10 * KNOWN_SECONDS
        await inbox.put(2, "new")
        assert await inbox.pending() == ["old", "new"]

    asyncio.run(scenario())


def test_joined_updates_are_done_together(database: Database) -> None:
    async def scenario() -> None:
        inbox = Inbox(database)
        await inbox.put_all({1: "a", 2: "b", 3: "c"})
        inbox.join(1, [2])
        assert len(await inbox.pending()) == 3
        await inbox.done(1)
        assert await inbox.pending() == ["c"]

    asyncio.run(scenario())


def test_progress_is_kept_until_the_update_is_done(database: Database) -> None:
    async def scenario() -> None:
        inbox = Inbox(database)
        await inbox.put(1, "a")
        assert await inbox.progress(1) is None
        await inbox.advance(1, Progress("digest", 2))
        assert await inbox.progress(1) == Progress("digest", 2)
        await inbox.done(1)
        assert await inbox.progress(1) is None

    asyncio.run(scenario())
