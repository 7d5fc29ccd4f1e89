"""What each conversation remembers, so that a question can follow up on one from before a restart.

Knows exchanges and the places they happened in. Nothing is kept for longer than a conversation lasts.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from bot.dialogue.conversation import LIFETIME_SECONDS, Exchange
from bot.telegram.storage.database import Database


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation happens: a chat, or a topic of one; 0 is the chat itself or its General topic.

    ``user_id`` is 0 where everybody in the place shares one conversation.
    """

    chat_id: int
    thread_id: int = 0
    user_id: int = 0


class Memory:
    """The exchanges of all conversations.

    Parameters
    ----------
    database
        Where they are kept.
    clock
        The time in seconds since the epoch; ``Exchange.seconds`` must be of the same clock.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    async def recall(self, place: Place) -> tuple[Exchange, ...]:
        """The exchanges of a place, earliest first; none when the last is too long ago."""
        values = (place.chat_id, place.thread_id, place.user_id, self._clock() - LIFETIME_SECONDS)
        statement = "SELECT exchanges FROM memory WHERE chat_id = ? AND thread_id = ? AND user_id = ? AND touched >= ?"
        row = await self._database.run(lambda connection: connection.execute(statement, values).fetchone())
        return _decode(row[0]) if row else ()

    async def keep(self, place: Place, exchanges: Sequence[Exchange]) -> None:
        """Replace what a place remembers, and drop what is too old everywhere."""
        now = self._clock()
        values = (place.chat_id, place.thread_id, place.user_id, _encode(exchanges), now)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM memory WHERE touched < ?", (now - LIFETIME_SECONDS,))
            connection.execute("INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?)", values)

        await self._database.run(write)

    async def forget(self, place: Place) -> None:
        """Drop what a place remembers."""
        values = (place.chat_id, place.thread_id, place.user_id)
        statement = "DELETE FROM memory WHERE chat_id = ? AND thread_id = ? AND user_id = ?"
        await self._database.run(lambda connection: connection.execute(statement, values))

    async def forget_user(self, user_id: int) -> None:
        """Drop what a person's private chat and their own conversations in groups remember."""
        statement = "DELETE FROM memory WHERE chat_id = ? OR user_id = ?"
        await self._database.run(lambda connection: connection.execute(statement, (user_id, user_id)))

    async def migrate(self, old_chat_id: int, new_chat_id: int) -> None:
        """Follow a group to its new id."""
        statement = "UPDATE OR REPLACE memory SET chat_id = ? WHERE chat_id = ?"
        await self._database.run(lambda connection: connection.execute(statement, (new_chat_id, old_chat_id)))


def _encode(exchanges: Sequence[Exchange]) -> str:
    return json.dumps([asdict(exchange) for exchange in exchanges], ensure_ascii=False)


def _decode(text: str) -> tuple[Exchange, ...]:
    return tuple(Exchange(entry["question"], tuple(entry["evidence"]), entry["seconds"]) for entry in json.loads(text))
