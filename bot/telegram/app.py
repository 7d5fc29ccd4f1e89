"""``beleg telegram``: the engine, the handlers and the library's application together. The door to ``telegram.ext``.

Knows what belongs to whom; how the process lives is ``process``'s.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from telegram import LinkPreviewOptions, Update
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    Defaults,
    MessageHandler,
    MessageReactionHandler,
    TypeHandler,
    filters,
)

from bot.i18n import telegram_strings
from bot.settings import Settings
from bot.telegram import process
from bot.telegram.commands import AdministratorMenu, Menu, MenuCommand
from bot.telegram.conversations import Conversations
from bot.telegram.delivery.connection import ApiRequest, Health, PollingRequest
from bot.telegram.delivery.limiting import Limiter
from bot.telegram.handlers.buttons import ButtonHandlers
from bot.telegram.handlers.context import language_of
from bot.telegram.handlers.messages import MessageHandlers
from bot.telegram.inbox.inbox import Inbox
from bot.telegram.inbox.joining import Joiner
from bot.telegram.inbox.queue import DurableQueue
from bot.telegram.inbox.update_processor import PerChatProcessor
from bot.telegram.messages import notices
from bot.telegram.services import Services, build_services
from bot.telegram.storage.database import Database
from bot.telegram.updates import TelegramApplication

if TYPE_CHECKING:
    from retrieval import Engine

CONNECTIONS: Final = 512
READ_SECONDS: Final = 15.0
WRITE_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 5.0
POOL_SECONDS: Final = 10.0
BEFORE_ALL_OTHERS: Final = -1_000

UpdateContext: TypeAlias = CallbackContext[Any, Any, Any, Any]
TellFault = Callable[[Update, str], Awaitable[None]]
Register = Callable[[TelegramApplication, Services], TellFault]
_logger = logging.getLogger(__name__)


def serve(settings: Settings, engine: Engine, say: Callable[[str], None]) -> None:
    """Answer in Telegram until the process is told to end; see ``process.run`` for what can prevent that.

    Parameters
    ----------
    settings
        With a token.
    engine
        Answers the questions.
    say
        Tells whoever started the bot how it is doing.

    Raises
    ------
    BelegError
        If the bot cannot run.
    """
    language = settings.interface_language
    if not (settings.is_open_to_everybody or settings.allowed_ids or settings.administrator_ids):
        say(telegram_strings.CHECK_CLOSED.say(language))

    def register(application: TelegramApplication, services: Services) -> TellFault:
        """Add the handlers; which kinds of updates Telegram sends follows from them."""
        conversations = Conversations(engine, services.memory)
        messages = MessageHandlers(services, conversations, default_language=language)
        buttons = ButtonHandlers(services, conversations, default_language=language)

        async def message(update: Update, context: UpdateContext) -> None:
            await messages.handle(update, context.bot)

        async def press(update: Update, _: UpdateContext) -> None:
            await buttons.press(update)

        async def react(update: Update, _: UpdateContext) -> None:
            await buttons.react(update)

        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, message))
        application.add_handler(CallbackQueryHandler(press))
        application.add_handler(MessageReactionHandler(react))

        async def tell_fault(update: Update, reference: str) -> None:
            """Tell the person of a message that it could not be answered."""
            message = update.message
            if message is None:
                return
            said = notices.fault_message(reference, language_of(message.from_user, language))
            topic = message.message_thread_id if message.is_topic_message else None
            await services.sender.send(message.chat_id, topic, said, message.message_id, answers=update.update_id)

        return tell_fault

    def build(database: Database, token_refused: Callable[[], None]) -> process.BuiltBot:
        """The bot that answers from the documents."""
        return build_bot(settings, database, token_refused, register, command_menu())

    def ready(username: str) -> None:
        """Say that questions are answered from now on."""
        say(telegram_strings.READY.say(language, username=username))

    process.run(settings, build, ready)


def command_menu() -> Menu:
    """What Telegram shows of the commands."""
    everybody = tuple(MenuCommand(name, meaning) for name, meaning in telegram_strings.COMMANDS.items())
    administrators = tuple(
        MenuCommand(name, meaning) for name, meaning in telegram_strings.ADMINISTRATOR_COMMANDS.items()
    )
    return Menu(
        private=everybody,
        groups=everybody,
        administrators=everybody + administrators,
        description=telegram_strings.DESCRIPTION,
        short_description=telegram_strings.SHORT_DESCRIPTION,
    )


def build_bot(
    settings: Settings, database: Database, token_refused: Callable[[], None], register: Register, menu: Menu
) -> process.BuiltBot:
    """A bot with its services and its handlers.

    Parameters
    ----------
    settings
        With a token.
    database
        Where everything is kept.
    token_refused
        Called when Telegram does not know the token, now or later.
    register
        Adds the handlers, and returns what tells the person of an update that it failed, with the reference under
        which the log has the details.
    menu
        The commands that Telegram shows.

    Returns
    -------
    process.BuiltBot
        Has not spoken to Telegram yet.
    """
    health = Health(token_refused)
    inbox = Inbox(database)
    joiner = Joiner(inbox)
    queue = DurableQueue(inbox)
    processor = PerChatProcessor(inbox, joiner)
    application = _build_application(settings, health, queue, processor)
    services = build_services(settings, database, application.bot, inbox, joiner)
    administrator_menu = AdministratorMenu(menu, services.access.is_administrator)
    application.add_handler(_menu_handler(administrator_menu), BEFORE_ALL_OTHERS)
    tell_fault = register(application, services)
    application.add_error_handler(_error_handler(tell_fault))
    return process.BuiltBot(application, services, processor, queue, health, menu)


def _build_application(
    settings: Settings, health: Health, queue: DurableQueue, processor: PerChatProcessor
) -> TelegramApplication:
    timeouts = {
        "read_timeout": READ_SECONDS,
        "write_timeout": WRITE_SECONDS,
        "connect_timeout": CONNECT_SECONDS,
        "pool_timeout": POOL_SECONDS,
    }
    builder = (
        Application.builder()
        .token(settings.telegram_token.get_secret_value())
        .request(ApiRequest(health, connection_pool_size=CONNECTIONS, **timeouts))
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
    return application


def _menu_handler(menu: AdministratorMenu) -> TypeHandler[Update, UpdateContext, None]:
    async def on_update(update: Update, context: UpdateContext) -> None:
        """Show an administrator who writes in private their commands."""
        chat = update.effective_chat
        if chat is not None and chat.type == chat.PRIVATE:
            await menu.show(context.bot, chat.id)

    return TypeHandler(Update, on_update, block=False)


def _error_handler(tell_fault: TellFault) -> Callable[[object, UpdateContext], Any]:
    async def on_error(update: object, context: UpdateContext) -> None:
        """Log what happened under a reference, and tell the person the reference."""
        reference = secrets.token_hex(4)
        _logger.error("An update could not be handled (reference %s).", reference, exc_info=context.error)
        if not isinstance(update, Update):
            return
        try:
            await tell_fault(update, reference)
        except Exception:
            _logger.exception("The notice of the error could not be sent either (reference %s).", reference)

    return on_error
