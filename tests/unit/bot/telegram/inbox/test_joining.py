"""A question that the sender's app split is one question again; other messages are left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from telegram import Update

from bot.telegram.inbox.inbox import Inbox
from bot.telegram.inbox.joining import WAIT_SECONDS, Joiner
from bot.telegram.storage.database import Database
from tests.unit.bot.telegram import virtual_time
from tests.unit.bot.telegram.updates import update_of

LONG = "wort " * 815  # 4075 characters
FULL = "x" * 4096


def whole(database: Database, updates: Sequence[Update]) -> list[str | None]:
    """What is to be answered when updates have arrived together, each in its turn."""

    async def scenario() -> list[str | None]:
        joiner = Joiner(Inbox(database))
        for update in updates:
            joiner.arrived(update)
        texts = []
        for update in updates:
            assert update.message
            texts.append(await joiner.whole(update.message))
            joiner.left(update)
        return texts

    return virtual_time.run(scenario())


def test_the_pieces_are_given_to_the_first(database: Database) -> None:
    updates = [update_of(1, LONG.strip()), update_of(2, LONG.strip()), update_of(3, "Ende?")]
    assert whole(database, updates) == [f"{LONG}{LONG}Ende?", None, None]


def test_a_word_that_was_cut_is_whole_again(database: Database) -> None:
    assert whole(database, [update_of(1, FULL), update_of(2, "yz")]) == [FULL + "yz", None]


def test_a_short_message_does_not_wait_for_another(database: Database) -> None:
    async def scenario() -> tuple[str | None, float]:
        joiner, short = Joiner(Inbox(database)), update_of(1, "kurz")
        joiner.arrived(short)
        assert short.message
        return await joiner.whole(short.message), virtual_time.now()

    assert virtual_time.run(scenario()) == ("kurz", 0)


@pytest.mark.parametrize(
    "second",
    [
        update_of(2, "später", seconds=60),
        update_of(2, "/help"),
        update_of(2, "jemand anderes", user=8),
    ],
    ids=["later", "command", "other person"],
)
def test_a_message_of_its_own_is_not_taken(second: Update, database: Database) -> None:
    assert second.message
    assert whole(database, [update_of(1, FULL), second]) == [FULL, second.message.text]


def test_the_first_waits_for_a_second_that_is_on_its_way(database: Database) -> None:
    async def scenario() -> str | None:
        joiner = Joiner(Inbox(database))
        first, second = update_of(1, FULL), update_of(2, "yz")
        joiner.arrived(first)
        assert first.message
        waiting = asyncio.create_task(joiner.whole(first.message))
        await asyncio.sleep(WAIT_SECONDS / 2)
        joiner.arrived(second)
        return await waiting

    assert virtual_time.run(scenario()) == FULL + "yz"


def test_the_pieces_are_done_together(database: Database) -> None:
    async def scenario() -> list[str]:
        inbox = Inbox(database)
        joiner = Joiner(inbox)
        updates = [update_of(1, FULL), update_of(2, "yz")]
        for update in updates:
            await inbox.put(update.update_id, update.to_json())
            joiner.arrived(update)
        assert updates[0].message
        await joiner.whole(updates[0].message)
        await inbox.done(1)
        return await inbox.pending()

    assert asyncio.run(scenario()) == []
