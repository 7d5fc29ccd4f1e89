"""The durable inbox: an update is on the disk before Telegram is told that it arrived, until its answer is sent.

Knows updates as numbers with text; nothing of Telegram's library.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.telegram.storage.database import Database

KNOWN_SECONDS: Final = 24 * 60 * 60
"""Telegram keeps an update for 24 hours; afterwards it cannot deliver that one again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a reply in several parts has been sent: ``digest`` tells that it is the same reply."""

    digest: str
    parts: int


class Inbox:
    """What has arrived and is not answered yet, and what was, for a day.

    Parameters
    ----------
    database
        Where it is kept.
    clock
        The time in seconds since the epoch.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._pieces_of: dict[int, list[int]] = {}

    async def put(self, update_id: int, payload: str) -> bool:
        """Keep an update; it is on the disk when this returns.

        Parameters
        ----------
        update_id
            As Telegram numbered it.
        payload
            All of it, as JSON.

        Returns
        -------
        bool
            False if it has been here in the last 24 hours.

        Raises
        ------
        StateUnwritableError
            If it cannot be kept.
        """
        return update_id in await self.put_all({update_id: payload})

    async def put_all(self, payloads: Mapping[int, str]) -> frozenset[int]:
        """Keep several updates in one transaction.

        Parameters
        ----------
        payloads
            JSON by the update's id, in the order of arrival.

        Returns
        -------
        frozenset[int]
            The ids that have not been here in the last 24 hours.

        Raises
        ------
        StateUnwritableError
            If they cannot be kept; then none is.
        """
        now = self._clock()

        def insert(connection: sqlite3.Connection) -> frozenset[int]:
            connection.execute("DELETE FROM inbox WHERE payload IS NULL AND received < ?", (now - KNOWN_SECONDS,))
            statement = "INSERT OR IGNORE INTO inbox (update_id, identity, received, payload) VALUES (?, ?, ?, ?)"
            return frozenset(
                update_id
                for update_id, payload in payloads.items()
                if connection.execute(statement, (update_id, identity_of(payload), now, payload)).rowcount
            )

        return await self._database.run(insert)

    async def done(self, update_id: int) -> None:
        """Erase an update's content, and that of the messages joined to it; the ids stay known for 24 hours.

        Parameters
        ----------
        update_id
            Any; one that is not here does no harm.

        Raises
        ------
        StateUnwritableError
            If that cannot be kept; the update then comes back at the next start.
        """
        finished = [(finished_id,) for finished_id in (update_id, *self._pieces_of.pop(update_id, ()))]
        statement = "UPDATE inbox SET payload = NULL, digest = NULL WHERE update_id = ? AND payload IS NOT NULL"
        await self._database.run(lambda connection: connection.executemany(statement, finished))

    def join(self, first: int, others: Iterable[int]) -> None:
        """Take updates for pieces of another: they are done when that is."""
        self._pieces_of.setdefault(first, []).extend(others)

    async def pending(self) -> list[str]:
        """The content of all updates that are not done, in the order of arrival."""

        def select(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute("SELECT payload FROM inbox WHERE payload IS NOT NULL ORDER BY position")
            return [payload for (payload,) in rows]

        return await self._database.run(select)

    async def progress(self, update_id: int) -> Progress | None:
        """How much of the reply to an update has been sent, if it has several parts and not all were."""

        def select(connection: sqlite3.Connection) -> Progress | None:
            statement = "SELECT digest, parts FROM inbox WHERE update_id = ? AND digest IS NOT NULL"
            row = connection.execute(statement, (update_id,)).fetchone()
            return Progress(*row) if row else None

        return await self._database.run(select)

    async def advance(self, update_id: int, progress: Progress) -> None:
        """Note that a part of the reply to an update has been sent."""
        values = (progress.digest, progress.parts, update_id)
        statement = "UPDATE inbox SET digest = ?, parts = ? WHERE update_id = ? AND payload IS NOT NULL"
        await self._database.run(lambda connection: connection.execute(statement, values))


def identity_of(payload: str) -> str:
    """What tells one update from another of the same number: another bot, or a new one, counts from elsewhere.

    A message is known by its chat, number and time, a pressed button by its id.

    >>> identity_of('{"update_id": 1, "message": {"chat": {"id": 5}, "message_id": 7, "date": 3, "text": "Wer?"}}')
    ':5:7:3'
    >>> identity_of('{"update_id": 1, "callback_query": {"id": "8", "message": {}}}')
    '8:::'
    """
    try:
        content = next(value for name, value in json.loads(payload).items() if name != "update_id")
        chat = content.get("chat") or {}
        fields = (content.get("id"), chat.get("id"), content.get("message_id"), content.get("date"))
        return ":".join("" if value is None else str(value) for value in fields)
    except (ValueError, AttributeError, StopIteration):
        return hashlib.sha256(payload.encode()).hexdigest()
