"""A conversation goes on after a restart, for half an hour, in its own place."""

from __future__ import annotations

import asyncio

from bot.dialogue.conversation import LIFETIME_SECONDS, Exchange
from bot.telegram.storage.database import Database
from bot.telegram.storage.memory import Memory, Place

EXCHANGES = (Exchange("Wer warnte?", ("Hoffmann warnte.", "Ein „Absatz“"), 5.0), Exchange("Und wann?", (), 6.5))
PLACE = Place(-100, 4)


def test_exchanges_are_recalled_as_they_were_kept(database: Database) -> None:
    async def scenario() -> None:
        await Memory(database).keep(PLACE, EXCHANGES)
        assert await Memory(database).recall(PLACE) == EXCHANGES

    asyncio.run(scenario())


def test_each_topic_remembers_for_itself(database: Database) -> None:
    async def scenario() -> None:
        memory = Memory(database)
        await memory.keep(PLACE, EXCHANGES)
        assert await memory.recall(Place(-100)) == ()
        assert await memory.recall(Place(-100, 4, 7)) == ()

    asyncio.run(scenario())


def test_a_conversation_is_forgotten_after_its_lifetime_and_deleted(database: Database) -> None:
    async def scenario() -> None:
        now = [0.0]
        memory = Memory(database, clock=lambda: now[0])
        await memory.keep(PLACE, EXCHANGES)
        now[0] = LIFETIME_SECONDS
        assert await memory.recall(PLACE)
        now[0] += 1
        assert await memory.recall(PLACE) == ()
        await memory.keep(Place(1), EXCHANGES)
        rows = await database.run(lambda connection: connection.execute("SELECT chat_id FROM memory").fetchall())
        assert rows == [(1,)]

    asyncio.run(scenario())


def test_a_group_takes_its_memory_along(database: Database) -> None:
    async def scenario() -> None:
        memory = Memory(database)
        await memory.keep(PLACE, EXCHANGES)
        await memory.migrate(-100, -200)
        assert await memory.recall(Place(-200, 4)) == EXCHANGES
        assert await memory.recall(PLACE) == ()

    asyncio.run(scenario())


def test_a_place_and_a_person_can_be_forgotten(database: Database) -> None:
    async def scenario() -> None:
        memory = Memory(database)
        for place in (PLACE, Place(7), Place(-100, 4, 7)):
            await memory.keep(place, EXCHANGES)
        await memory.forget_user(7)
        assert [await memory.recall(place) for place in (Place(7), Place(-100, 4, 7))] == [(), ()]
        await memory.forget(PLACE)
        assert await memory.recall(PLACE) == ()

    asyncio.run(scenario())
