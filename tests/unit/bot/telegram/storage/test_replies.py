"""Replies and what people think of them are kept for a while, and for nobody who does not want that."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.telegram.storage.database import Database
from bot.telegram.storage.replies import DAY_SECONDS, Replies, StoredReply

REPLY = StoredReply(-100, 4, 7, "Wer warnte?", "Hoffmann [1].", "[]", "de")


def test_a_reply_is_found_by_its_id_and_by_its_message(database: Database) -> None:
    async def scenario() -> None:
        replies = Replies(database, 30)
        reply_id = await replies.store(REPLY)
        await replies.sent(reply_id, 55)
        assert await replies.get(reply_id) == REPLY
        assert await replies.find(-100, 55) == reply_id
        assert await replies.find(-100, 56) is None
        assert await replies.get(reply_id + 1) is None

    asyncio.run(scenario())


def test_an_update_that_is_answered_again_stores_one_reply(database: Database) -> None:
    async def scenario() -> None:
        replies = Replies(database, 30)
        first = await replies.store(REPLY, update_id=9)
        again = await replies.store(replace(REPLY, answer="Anders [1]."), update_id=9)
        assert first == again
        stored = await replies.get(first)
        assert stored
        assert stored.answer == "Anders [1]."

    asyncio.run(scenario())


def test_a_person_has_one_vote_for_a_reply_and_can_take_it_back(database: Database) -> None:
    async def scenario() -> None:
        replies = Replies(database, 30)
        reply_id = await replies.store(REPLY)
        assert await replies.vote(reply_id, 7, "up")
        assert await replies.vote(reply_id, 7, "down")
        assert await replies.vote(reply_id, 8, "up")
        assert await replies.votes() == {"up": 1, "down": 1}
        assert await replies.vote(reply_id, 7, None)
        assert await replies.votes() == {"up": 1}
        assert not await replies.vote(reply_id + 1, 7, "up")

    asyncio.run(scenario())


def test_what_is_too_old_is_deleted_with_its_votes(database: Database) -> None:
    async def scenario() -> None:
        now = [0.0]
        replies = Replies(database, 30, clock=lambda: now[0])
        reply_id = await replies.store(REPLY)
        await replies.vote(reply_id, 7, "up")
        now[0] = 30 * DAY_SECONDS
        assert await replies.get(reply_id)
        now[0] += 1
        assert await replies.get(reply_id) is None
        await replies.prune()
        assert await replies.votes() == {}
        assert await replies.store(REPLY) > reply_id

    asyncio.run(scenario())


def test_a_person_can_be_forgotten(database: Database) -> None:
    async def scenario() -> None:
        replies = Replies(database, 30)
        own, other = await replies.store(REPLY), await replies.store(replace(REPLY, user_id=8))
        await replies.vote(own, 8, "up")
        await replies.vote(other, 7, "down")
        await replies.forget_user(7)
        assert await replies.get(own) is None
        assert await replies.get(other)
        assert await replies.votes() == {}

    asyncio.run(scenario())


def test_a_group_takes_its_replies_along(database: Database) -> None:
    async def scenario() -> None:
        replies = Replies(database, 30)
        reply_id = await replies.store(REPLY)
        await replies.migrate(-100, -200)
        stored = await replies.get(reply_id)
        assert stored
        assert stored.chat_id == -200

    asyncio.run(scenario())
