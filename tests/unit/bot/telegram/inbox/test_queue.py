"""The queue of the library takes an update when it is on the disk, and each of them once."""

from __future__ import annotations

import asyncio

from telegram import Bot, Update

from bot.telegram.inbox.inbox import Inbox
from bot.telegram.inbox.queue import DurableQueue
from bot.telegram.storage.database import Database
from tests.unit.bot.telegram.updates import update_of

BOT = Bot("1:a")


def ids(queue: DurableQueue) -> list[int]:
    found = []
    while not queue.empty():
        update = queue.get_nowait()
        assert isinstance(update, Update)
        found.append(update.update_id)
    return found


def test_an_update_is_on_the_disk_when_it_is_in_the_queue(database: Database) -> None:
    async def scenario() -> None:
        inbox = Inbox(database)
        queue = DurableQueue(inbox)
        await queue.put(update_of(1))
        assert len(await inbox.pending()) == 1
        assert ids(queue) == [1]

    asyncio.run(scenario())


def test_an_update_that_comes_again_is_dropped(database: Database) -> None:
    async def scenario() -> None:
        queue = DurableQueue(Inbox(database))
        for update_id in (1, 2, 1):
            await queue.put(update_of(update_id))
        assert ids(queue) == [1, 2]

    asyncio.run(scenario())


def test_updates_that_were_kept_together_are_taken_once(database: Database) -> None:
    async def scenario() -> None:
        queue = DurableQueue(Inbox(database))
        for _ in range(2):
            await queue.keep({update_id: update_of(update_id).to_json() for update_id in (1, 2)})
            for update_id in (1, 2):
                await queue.put(update_of(update_id))
        assert ids(queue) == [1, 2]

    asyncio.run(scenario())


def test_the_sign_to_stop_passes_through(database: Database) -> None:
    async def scenario() -> None:
        inbox, sign = Inbox(database), object()
        queue = DurableQueue(inbox)
        await queue.put(sign)
        assert queue.get_nowait() is sign
        assert await inbox.pending() == []

    asyncio.run(scenario())


def test_after_a_restart_what_was_not_done_comes_first_and_is_not_kept_twice(database: Database) -> None:
    async def scenario() -> None:
        before = DurableQueue(Inbox(database))
        for update_id in (1, 2, 3):
            await before.put(update_of(update_id, f"question {update_id}"))
        await Inbox(database).done(2)
        queue = DurableQueue(Inbox(database))
        assert await queue.replay(BOT) == 2
        await queue.put(update_of(3))
        await queue.put(update_of(4))
        first = queue.get_nowait()
        assert isinstance(first, Update)
        assert first.message
        assert first.message.text == "question 1"
        assert ids(queue) == [3, 4]

    asyncio.run(scenario())
