"""The bot as a running process: how it starts, and how it ends well.

Knows the order of things; what is answered is built by the caller.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from filelock import FileLock, Timeout
from telegram.error import TelegramError

from bot.errors import AlreadyRunningError, TokenRefusedError
from bot.settings import Settings
from bot.telegram.commands import Menu, publish
from bot.telegram.delivery.connection import Health
from bot.telegram.inbox.queue import DurableQueue
from bot.telegram.inbox.update_processor import PerChatProcessor
from bot.telegram.services import Services
from bot.telegram.storage.database import Database, prepare_folder
from bot.telegram.updates import TelegramApplication, connected, start_updates

LOCK_FILE: Final = "telegram.lock"
DRAIN_SECONDS: Final = 7.0
"""What has arrived before the end gets so long to be answered; the rest is answered after the next start."""

UPDATER_SECONDS: Final = 1.5
STOP_SECONDS: Final = 0.5
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuiltBot:
    """A bot with its handlers, before it has spoken to Telegram; ``menu`` is what Telegram shows of its commands."""

    application: TelegramApplication
    services: Services
    processor: PerChatProcessor
    queue: DurableQueue
    health: Health
    menu: Menu


Build = Callable[[Database, Callable[[], None]], BuiltBot]
"""Makes the bot; the second argument is to be called when Telegram does not know the token, now or later."""


def run(settings: Settings, build: Build, ready: Callable[[str], None]) -> None:
    """Serve people in Telegram until the process is told to end.

    Parameters
    ----------
    settings
        With a token.
    build
        Makes the bot, in the event loop.
    ready
        Called with the name of the bot when messages come in.

    Raises
    ------
    AlreadyRunningError
        If another process works with the same state folder.
    StateUnwritableError
        If nothing can be kept there.
    StateNewerError
        If a newer version has kept something there.
    TokenRefusedError
        If Telegram does not know the token, now or later.
    WebhookRefusedError
        If Telegram does not want to send to the webhook.
    ListenError
        If the webhook's port cannot be opened.
    """
    folder = prepare_folder(settings.state_dir)
    lock = FileLock(folder / LOCK_FILE, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyRunningError(folder) from None
    try:
        database = Database.open(folder)
        try:
            asyncio.run(_serve(database, build, ready))
        finally:
            database.close()
    finally:
        lock.release()


async def _serve(database: Database, build: Build, ready: Callable[[str], None]) -> None:
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    bot = build(database, lambda: _fail(ended, TokenRefusedError()))
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, _succeed, ended)
    starting = asyncio.create_task(_start(bot, ready))
    starting.add_done_callback(lambda task: _pass_on(task, ended))
    try:
        await ended
    finally:
        bot.services.stopping.set()
        starting.cancel()
        await asyncio.wait({starting})
        await _stop(bot)


async def _start(bot: BuiltBot, ready: Callable[[str], None]) -> None:
    application, services = bot.application, bot.services
    await services.access.load()
    await services.replies.prune()
    await connected(application.initialize, bot.health)
    replayed = await bot.queue.replay(application.bot)
    if replayed:
        _logger.info("Replaying %d updates from the inbox first.", replayed)
    await application.start()
    await start_updates(application, services.settings, bot.health)
    ready(application.bot.username)
    await publish(application.bot, bot.menu)


async def _stop(bot: BuiltBot) -> None:
    application, updater = bot.application, bot.application.updater
    loop = asyncio.get_running_loop()
    deadline = loop.time() + DRAIN_SECONDS
    if updater is not None and updater.running:
        # The last question to Telegram confirms what was received; the inbox knows it anyway.
        with suppress(TimeoutError, TelegramError):
            async with asyncio.timeout(UPDATER_SECONDS):
                await updater.stop()
    if application.running:
        await bot.processor.drain(deadline - loop.time())
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await application.stop()
    await application.shutdown()
    # Of an application that did not get as far as that, the connections are open all the same.
    await application.bot.shutdown()


def _succeed(ended: asyncio.Future[None]) -> None:
    if not ended.done():
        ended.set_result(None)


def _fail(ended: asyncio.Future[None], error: BaseException) -> None:
    if not ended.done():
        ended.set_exception(error)


def _pass_on(starting: asyncio.Task[None], ended: asyncio.Future[None]) -> None:
    """A start that fails ends everything."""
    if not starting.cancelled() and (error := starting.exception()) is not None:
        _fail(ended, error)
