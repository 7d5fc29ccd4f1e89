"""Who may ask: the allow-list, the administrators, and how often.

Knows numbers and times; nothing of Telegram's library. What is said to those who may not is written elsewhere.
"""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from math import ceil
from typing import Final

from bot.settings import Settings
from bot.telegram.storage.database import Database

DAY_SECONDS: Final = 24 * 60 * 60
WINDOW_SECONDS: Final = 60.0
MAXIMUM_REMEMBERED: Final = 10_000
"""Strangers, and people with a count; beyond that the oldest are forgotten."""


class Verdict(StrEnum):
    """Whether a question is within the limit of its asker; ``NOTICE`` is the first that is not."""

    ALLOWED = "allowed"
    NOTICE = "notice"
    SILENT = "silent"


class Access:
    """Who may use the bot.

    Parameters
    ----------
    settings
        Have the allow-list, the administrators and the limit.
    database
        Keeps the new ids of groups that became supergroups.
    clock
        Seconds that do not go back.
    """

    def __init__(self, settings: Settings, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._listed = settings.allowed_ids
        self._administrators = settings.administrator_ids
        self._limit = settings.telegram_questions_per_minute
        self._database = database
        self._clock = clock
        self._allowed = set(self._listed)
        self._told: dict[int, float] = {}
        self._asked: dict[int, deque[float]] = {}
        self._noticed: dict[int, float] = {}
        self.is_open = settings.is_open_to_everybody

    @property
    def is_closed(self) -> bool:
        """Whether nobody at all is allowed, because nothing was set."""
        return not self.is_open and not self._listed and not self._administrators

    async def load(self) -> None:
        """Read what became of groups that are allowed."""
        statement = "SELECT old_chat_id, new_chat_id FROM migrations"
        rows = await self._database.run(lambda connection: connection.execute(statement).fetchall())
        found = True
        while found:
            new = {new_id for old_id, new_id in rows if old_id in self._allowed}
            found = bool(new - self._allowed)
            self._allowed |= new

    async def migrate(self, old_chat_id: int, new_chat_id: int) -> None:
        """Follow a group to its new id, for good."""
        if old_chat_id in self._allowed:
            self._allowed.add(new_chat_id)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO migrations VALUES (?, ?)", (old_chat_id, new_chat_id))

        await self._database.run(write)

    def allows(self, user_id: int | None, chat_id: int | None) -> bool:
        """Whether a person may use the bot in a chat: either of them is listed.

        A private chat has the number of its person and lets in nobody else.
        """
        is_allowed_group = chat_id is not None and chat_id < 0 and chat_id in self._allowed
        return self.is_open or is_allowed_group or user_id in self._allowed or user_id in self._administrators

    def is_administrator(self, user_id: int | None) -> bool:
        """Whether a person may use the commands of administrators."""
        return user_id in self._administrators

    @property
    def administrators(self) -> frozenset[int]:
        """All who may use the commands of administrators."""
        return self._administrators

    def should_tell(self, user_id: int) -> bool:
        """Whether to tell a stranger that the bot is not for them: once a day."""
        now = self._clock()
        told = self._told.get(user_id)
        if told is not None and now - told < DAY_SECONDS:
            return False
        self._told.pop(user_id, None)
        self._told[user_id] = now
        while len(self._told) > MAXIMUM_REMEMBERED:
            del self._told[next(iter(self._told))]
        return True

    def count(self, user_id: int) -> Verdict:
        """Count a question, and say whether it is within the limit of any 60 seconds."""
        now = self._clock()
        if len(self._asked) >= MAXIMUM_REMEMBERED:
            self._forget_idle(now)
        times = self._asked.setdefault(user_id, deque())
        while times and now - times[0] >= WINDOW_SECONDS:
            times.popleft()
        if len(times) < self._limit:
            times.append(now)
            return Verdict.ALLOWED
        noticed = self._noticed.get(user_id)
        if noticed is not None and now - noticed < WINDOW_SECONDS:
            return Verdict.SILENT
        self._noticed[user_id] = now
        return Verdict.NOTICE

    def seconds_left(self, user_id: int) -> int:
        """How long a person who is above the limit has to wait."""
        times = self._asked.get(user_id)
        return max(1, ceil(times[0] + WINDOW_SECONDS - self._clock())) if times else 1

    def _forget_idle(self, now: float) -> None:
        self._asked = {user: times for user, times in self._asked.items() if times and now - times[-1] < WINDOW_SECONDS}
        self._noticed = {user: at for user, at in self._noticed.items() if now - at < WINDOW_SECONDS}
