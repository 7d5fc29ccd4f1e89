"""The line "is typing" in a chat, for as long as the work takes.

Knows one call of the Bot API; whatever becomes of it, the work goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

RENEW_SECONDS: Final = 4.0
"""Telegram shows it for five."""

LAST_WAIT_SECONDS: Final = 1.0
"""An action that is under way would show again after the answer, so the answer waits this long for it."""

_logger = logging.getLogger(__name__)


@asynccontextmanager
async def typing(bot: Bot, chat_id: int, thread_id: int | None = None) -> AsyncIterator[None]:
    """Show that somebody is typing while the body runs; the body does not wait for it.

    Parameters
    ----------
    bot
        Sends the action.
    chat_id
        Where to.
    thread_id
        The topic, if it is in one.

    Yields
    ------
    None
        At once.
    """
    ended = asyncio.Event()
    task = asyncio.create_task(_renew(bot, chat_id, thread_id, ended))
    try:
        yield
    finally:
        ended.set()
        try:
            await asyncio.wait({task}, timeout=LAST_WAIT_SECONDS)
        finally:
            task.cancel()


async def _renew(bot: Bot, chat_id: int, thread_id: int | None, ended: asyncio.Event) -> None:
    while not ended.is_set():
        try:
            await bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=thread_id)
        except TelegramError as error:
            _logger.debug("The typing action failed: %s", type(error).__name__)
        try:
            async with asyncio.timeout(RENEW_SECONDS):
                await ended.wait()
        except TimeoutError:
            continue
