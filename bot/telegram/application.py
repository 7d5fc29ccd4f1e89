"""The bot as a running process: what is built, how it starts, and how it ends. The door to ``telegram.ext``.

Knows the order of things; what is answered is registered by the caller.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from filelock import FileLock, Timeout
from telegram import LinkPreviewOptions, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackContext, Defaults, TypeHandler

from bot.errors import AlreadyRunningError, TokenRefusedError
from bot.settings import Settings
from bot.telegram.access import Access
from bot.telegram.commands import AdministratorMenu, Menu, publish
from bot.telegram.delivery.connection import Health, PollingRequest, Request
from bot.telegram.delivery.limiting import Limiter
from bot.telegram.delivery.sending import Sender
from bot.telegram.inbox.inbox import Inbox
from bot.telegram.inbox.joining import Joiner
from bot.telegram.inbox.queue import DurableQueue
from bot.telegram.inbox.update_processor import PerChatProcessor
from bot.telegram.storage.database import Database, prepare_folder
from bot.telegram.storage.memory import Memory
from bot.telegram.storage.replies import Replies
from bot.telegram.updates import connected, start_updates

LOCK_FILE: Final = "telegram.lock"
CONNECTIONS: Final = 512
READ_SECONDS: Final = 15.0
WRITE_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 5.0
POOL_SECONDS: Final = 10.0
DRAIN_SECONDS: Final = 7.0
"""How long updates that have arrived may take when the bot is stopped; the rest is answered after the next start."""

UPDATER_SECONDS: Final = 1.5
STOP_SECONDS: Final = 0.5
BEFORE_ALL_OTHERS: Final = -1_000
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
_log = logging.getLogger(__name__)


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


TellFault = Callable[[Update, str], Awaitable[None]]
Register = Callable[[TelegramApplication, Services], TellFault]
Ready = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Parts:
    application: TelegramApplication
    services: Services
    processor: PerChatProcessor
    queue: DurableQueue
    health: Health


def run(settings: Settings, register: Register, menu: Menu, ready: Ready) -> None:
    """Serve people in Telegram until the process is told to end.

    Parameters
    ----------
    settings
        With a token.
    register
        Adds the handlers, and returns what tells the person of an update that it failed, with the reference under
        which the log has the details.
    menu
        The commands that Telegram shows.
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
            asyncio.run(_serve(settings, database, register, menu, ready))
        finally:
            database.close()
    finally:
        lock.release()


async def _serve(settings: Settings, database: Database, register: Register, menu: Menu, ready: Ready) -> None:
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    parts = _build(settings, database, lambda: _fail(ended, TokenRefusedError()))
    shown = AdministratorMenu(menu, parts.services.access.is_administrator)
    parts.application.add_handler(_menu_handler(shown), BEFORE_ALL_OTHERS)
    tell_fault = register(parts.application, parts.services)
    parts.application.add_error_handler(_error_handler(tell_fault))
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, _succeed, ended)
    starting = asyncio.create_task(_start(parts, menu, ready))
    starting.add_done_callback(lambda task: _pass_on(task, ended))
    try:
        await ended
    finally:
        parts.services.stopping.set()
        starting.cancel()
        await asyncio.wait({starting})
        await _stop(parts)


def _build(settings: Settings, database: Database, refused: Callable[[], None]) -> _Parts:
    health = Health(refused)
    inbox = Inbox(database)
    joiner = Joiner(inbox)
    queue = DurableQueue(inbox)
    processor = PerChatProcessor(inbox, joiner)
    timeouts = {
        "read_timeout": READ_SECONDS,
        "write_timeout": WRITE_SECONDS,
        "connect_timeout": CONNECT_SECONDS,
        "pool_timeout": POOL_SECONDS,
    }
    builder = (
        Application.builder()
        .token(settings.telegram_token.get_secret_value())
        .request(Request(health, connection_pool_size=CONNECTIONS, **timeouts))
        .get_updates_request(PollingRequest(health, queue.keep, connection_pool_size=2, **timeouts))
        .rate_limiter(Limiter(settings.telegram_messages_per_second))
        .update_queue(queue)
        .concurrent_updates(processor)
        .job_queue(None)
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True))
    )
    if settings.telegram_base_url:
        builder = builder.base_url(settings.telegram_base_url)
    if settings.telegram_base_file_url:
        builder = builder.base_file_url(settings.telegram_base_file_url)
    application: TelegramApplication = builder.build()
    access = Access(settings, database)
    memory = Memory(database)
    replies = Replies(database, settings.telegram_keep_days)

    async def migrate(old_chat_id: int, new_chat_id: int) -> None:
        """Take everything that is known of a group to its new id."""
        for part in (access, memory, replies):
            await part.migrate(old_chat_id, new_chat_id)

    sender = Sender(application.bot, inbox, migrate)
    stopping = asyncio.Event()
    services = Services(settings, database, sender, inbox, access, memory, replies, joiner, migrate, stopping)
    return _Parts(application, services, processor, queue, health)


async def _start(parts: _Parts, menu: Menu, ready: Ready) -> None:
    application, services = parts.application, parts.services
    await services.access.load()
    await services.replies.prune()
    await connected(application.initialize, parts.health)
    replayed = await parts.queue.replay(application.bot)
    if replayed:
        _log.info("Replaying %d updates from the inbox first.", replayed)
    await application.start()
    await start_updates(application, services.settings, parts.health)
    ready(application.bot.username)
    await publish(application.bot, menu)


async def _stop(parts: _Parts) -> None:
    application, updater = parts.application, parts.application.updater
    loop = asyncio.get_running_loop()
    deadline = loop.time() + DRAIN_SECONDS
    if updater is not None and updater.running:
        # The last question to Telegram confirms what was received; the inbox knows it anyway.
        with suppress(TimeoutError, TelegramError):
            async with asyncio.timeout(UPDATER_SECONDS):
                await updater.stop()
    if application.running:
        await parts.processor.drain(deadline - loop.time())
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await application.stop()
    await application.shutdown()
    # Of an application that did not get as far as that, the connections are open all the same.
    await application.bot.shutdown()


def _menu_handler(shown: AdministratorMenu) -> TypeHandler[Update, CallbackContext[Any, Any, Any, Any], None]:
    async def on_update(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Show an administrator who writes in private their commands."""
        chat = update.effective_chat
        if chat is not None and chat.type == chat.PRIVATE:
            await shown.show(context.bot, chat.id)

    return TypeHandler(Update, on_update, block=False)


def _error_handler(tell_fault: TellFault) -> Callable[[object, CallbackContext[Any, Any, Any, Any]], Any]:
    async def on_error(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Log what happened under a reference, and tell the person the reference."""
        reference = secrets.token_hex(4)
        _log.error("An update could not be handled (reference %s).", reference, exc_info=context.error)
        if not isinstance(update, Update):
            return
        try:
            await tell_fault(update, reference)
        except Exception:
            _log.exception("The notice of the error could not be sent either (reference %s).", reference)

    return on_error


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
