"""What the handlers of updates work with: who may ask, what is kept, and what sends.

Knows what belongs together; nothing of handlers, and nothing of how the process lives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.settings import Settings
from bot.telegram.access import Access
from bot.telegram.delivery.sending import Bot, Sender
from bot.telegram.inbox.inbox import Inbox
from bot.telegram.inbox.joining import Joiner
from bot.telegram.storage.database import Database
from bot.telegram.storage.memory import Memory
from bot.telegram.storage.replies import Replies


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers work with; ``stopping`` is set when the process is to end."""

    settings: Settings
    database: Database
    sender: Sender
    inbox: Inbox
    access: Access
    memory: Memory
    replies: Replies
    joiner: Joiner
    migrate: Callable[[int, int], Awaitable[None]]
    stopping: asyncio.Event


def build_services(settings: Settings, database: Database, bot: Bot, inbox: Inbox, joiner: Joiner) -> Services:
    """The services of a bot, all with the same database.

    Parameters
    ----------
    settings
        Have the allow-list and the limits.
    database
        Where everything is kept.
    bot
        Sends the messages.
    inbox
        Is told when an update has been answered.
    joiner
        Joins what the sender's app has split.

    Returns
    -------
    Services
        Nothing has been read yet.
    """
    access = Access(settings, database)
    memory = Memory(database)
    replies = Replies(database, settings.telegram_keep_days)

    async def migrate(old_chat_id: int, new_chat_id: int) -> None:
        """Take everything that is known of a group to its new id."""
        for store in (access, memory, replies):
            await store.migrate(old_chat_id, new_chat_id)

    sender = Sender(bot, inbox, migrate)
    return Services(settings, database, sender, inbox, access, memory, replies, joiner, migrate, asyncio.Event())
