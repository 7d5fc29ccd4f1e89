"""Who is served when: one person's messages in order, different people at the same time.

The door to the library's update processor. Knows who wrote, not what; ``inbox`` is told what has been handled.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.errors import StateUnwritableError
from bot.telegram.inbox.inbox import Inbox
from bot.telegram.inbox.joining import Joiner, SenderKey, sender_key

CONCURRENT: Final = 256
GRACE_SECONDS: Final = 1.0
"""How long messages being sent may take to be confirmed once everything else has stopped."""

_UNLIMITED: Final = 1_000_000
"""The library would count those that wait for their turn, and they would take the room of those that work."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Migration:
    """A group on its way to a new id."""

    chat_ids: tuple[int, int]
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class PerChatProcessor(BaseUpdateProcessor):
    """Handles the messages of one person in one place one after the other, and everything else at once.

    Parameters
    ----------
    inbox
        Is told when an update has been handled; one that was stopped stays there.
    joiner
        Is told who waits.
    concurrent
        How many updates are handled at the same time.
    """

    def __init__(self, inbox: Inbox, joiner: Joiner, concurrent: int = CONCURRENT) -> None:
        super().__init__(_UNLIMITED)
        self._inbox = inbox
        self._joiner = joiner
        self._room = asyncio.Semaphore(concurrent)
        self._locks: dict[SenderKey, tuple[asyncio.Lock, int]] = {}
        self._migrations: list[_Migration] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for an update's turn, handle it and tell the inbox; called by the library."""
        task = asyncio.current_task()
        if task is None or not isinstance(update, Update) or self._is_closed:
            _discard(coroutine)
            return
        self._tasks.add(task)
        self._joiner.arrived(update)
        before, own = self._migrations_before(update), migration_of(update)
        if own is not None:
            self._migrations.append(own)
        try:
            async with self._turn(update):
                for migration in before:
                    await migration.ended.wait()
                async with self._room:
                    await coroutine
                    await self._finish(update.update_id)
        finally:
            if own is not None:
                self._migrations.remove(own)
                own.ended.set()
            _discard(coroutine)
            self._joiner.left(update)
            self._tasks.discard(task)

    async def drain(self, seconds: float) -> None:
        """Let what is there be handled for so long, then stop the rest; what was stopped stays in the inbox."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while self._tasks and loop.time() < deadline:
            await asyncio.wait(self._tasks, timeout=deadline - loop.time())
        self._is_closed = True
        late = set(self._tasks)
        if late:
            _logger.info("%d updates remain in the inbox for the next start.", len(late))
            for task in late:
                task.cancel()
            await asyncio.wait(late, timeout=GRACE_SECONDS)

    async def initialize(self) -> None:
        """Nothing to do; the library wants it."""

    async def shutdown(self) -> None:
        """Nothing to do; the library wants it."""

    def _migrations_before(self, update: Update) -> list[_Migration]:
        """The migrations that must be over: what is known of a group is then in its new place."""
        chat = update.effective_chat
        if chat is None or migration_of(update) is not None:
            return []
        return [migration for migration in self._migrations if chat.id in migration.chat_ids]

    @asynccontextmanager
    async def _turn(self, update: Update) -> AsyncIterator[None]:
        if update.message is None:
            yield
            return
        key = sender_key(update.message)
        lock, waiting = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks.pop(key)
            if waiting > 1:
                self._locks[key] = (lock, waiting - 1)

    async def _finish(self, update_id: int) -> None:
        try:
            await asyncio.shield(self._inbox.done(update_id))
        except StateUnwritableError as error:
            _logger.error("Update %d was handled but could not be marked as done: %s", update_id, error.message)  # noqa: TRY400  # foreseen, and the message says all


def migration_of(update: Update) -> _Migration | None:
    """The migration that an update tells of; Telegram tells it in the old place and in the new one."""
    message = update.message
    other = (message.migrate_to_chat_id or message.migrate_from_chat_id) if message else None
    return _Migration((message.chat_id, other)) if message and other else None


def _discard(coroutine: Awaitable[Any]) -> None:
    """Close a coroutine that may never have begun; one that has ended does not mind."""
    if inspect.iscoroutine(coroutine):
        coroutine.close()
