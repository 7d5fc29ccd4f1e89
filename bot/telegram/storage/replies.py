"""The replies that were given, with what people thought of them; kept for a limited time.

Knows replies as text. What is in ``citations`` is the caller's JSON.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Final

from bot.i18n.phrases import Language
from bot.telegram.storage.database import Database
from bot.telegram.storage.memory import Place

DAY_SECONDS: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class StoredReply:
    """One reply: ``answer`` is what was said, ``citations`` its proofs as JSON."""

    chat_id: int
    thread_id: int
    user_id: int
    question: str
    answer: str
    citations: str
    language: Language

    @property
    def place(self) -> Place:
        """Where it was given."""
        return Place(self.chat_id, self.thread_id)


class Replies:
    """All replies of the last days.

    Parameters
    ----------
    database
        Where they are kept.
    keep_days
        For so long.
    clock
        The time in seconds since the epoch.
    """

    def __init__(self, database: Database, keep_days: int, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._keep_seconds = keep_days * DAY_SECONDS
        self._clock = clock

    async def store(self, reply: StoredReply, update_id: int | None = None) -> int:
        """Keep a reply and drop those that are too old.

        Parameters
        ----------
        reply
            Before it is sent, as its buttons carry the id.
        update_id
            The update it answers; the same update stores one reply, also after a restart.

        Returns
        -------
        int
            Its id; never used again for another.
        """
        now = self._clock()
        values = (*astuple(reply), update_id, now)

        def insert(connection: sqlite3.Connection) -> int:
            connection.execute("DELETE FROM replies WHERE created < ?", (now - self._keep_seconds,))
            statement = (
                "INSERT INTO replies"
                " (chat_id, thread_id, user_id, question, answer, citations, language, update_id, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (update_id, chat_id, question) DO UPDATE SET answer = excluded.answer,"
                " citations = excluded.citations, language = excluded.language RETURNING id"
            )
            reply_id: int = connection.execute(statement, values).fetchone()[0]
            return reply_id

        return await self._database.run(insert)

    async def sent(self, reply_id: int, message_id: int) -> None:
        """Note the message that carries the buttons of a reply, which reactions name."""
        statement = "UPDATE replies SET message_id = ? WHERE id = ?"
        await self._database.run(lambda connection: connection.execute(statement, (message_id, reply_id)))

    async def get(self, reply_id: int) -> StoredReply | None:
        """A reply by its id; None when it is too old or was never given."""
        values = (reply_id, self._clock() - self._keep_seconds)
        statement = (
            "SELECT chat_id, thread_id, user_id, question, answer, citations, language FROM replies"
            " WHERE id = ? AND created >= ?"
        )
        row = await self._database.run(lambda connection: connection.execute(statement, values).fetchone())
        return StoredReply(*row) if row else None

    async def find(self, chat_id: int, message_id: int) -> int | None:
        """The id of the reply that a message carries."""
        statement = "SELECT id FROM replies WHERE chat_id = ? AND message_id = ?"
        values = (chat_id, message_id)
        row = await self._database.run(lambda connection: connection.execute(statement, values).fetchone())
        return row[0] if row else None

    async def cited(self, place: Place, marker: int) -> str | None:
        """The permalink of a citation of the last reply in a place; None when there is none of this number."""
        statement = "SELECT citations FROM replies WHERE chat_id = ? AND thread_id = ? ORDER BY id DESC LIMIT 1"
        values = (place.chat_id, place.thread_id)
        row = await self._database.run(lambda connection: connection.execute(statement, values).fetchone())
        citations = json.loads(row[0]) if row else []
        return next((citation["permalink"] for citation in citations if citation["marker"] == marker), None)

    async def vote(self, reply_id: int, user_id: int, value: str | None) -> bool:
        """Keep what somebody thinks of a reply instead of what they thought before.

        Parameters
        ----------
        reply_id
            The reply.
        user_id
            Who says so.
        value
            Such as ``up``; None takes it back.

        Returns
        -------
        bool
            False when there is no such reply any more.
        """

        def write(connection: sqlite3.Connection) -> bool:
            if connection.execute("SELECT 1 FROM replies WHERE id = ?", (reply_id,)).fetchone() is None:
                return False
            if value is None:
                connection.execute("DELETE FROM votes WHERE reply_id = ? AND user_id = ?", (reply_id, user_id))
            else:
                connection.execute("INSERT OR REPLACE INTO votes VALUES (?, ?, ?)", (reply_id, user_id, value))
            return True

        return await self._database.run(write)

    async def votes(self) -> dict[str, int]:
        """How often each value was given."""
        statement = "SELECT value, count(*) FROM votes GROUP BY value"
        return dict(await self._database.run(lambda connection: connection.execute(statement).fetchall()))

    async def prune(self) -> None:
        """Drop what is too old; ``store`` does so too."""
        values = (self._clock() - self._keep_seconds,)
        statement = "DELETE FROM replies WHERE created < ?"
        await self._database.run(lambda connection: connection.execute(statement, values))

    async def forget_user(self, user_id: int) -> None:
        """Drop a person's questions with their replies, and their votes on others."""

        def delete(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM replies WHERE user_id = ?", (user_id,))
            connection.execute("DELETE FROM votes WHERE user_id = ?", (user_id,))

        await self._database.run(delete)

    async def migrate(self, old_chat_id: int, new_chat_id: int) -> None:
        """Follow a group to its new id; its messages got new numbers there."""
        statement = "UPDATE replies SET chat_id = ?, message_id = NULL WHERE chat_id = ?"
        await self._database.run(lambda connection: connection.execute(statement, (new_chat_id, old_chat_id)))
