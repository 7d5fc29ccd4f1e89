"""``beleg telegram``: the engine, the handlers and the application together.

Knows what belongs to whom; how the process lives is ``application``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telegram import Update
from telegram.ext import (
    CallbackContext,
    CallbackQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from bot.i18n import telegram_strings
from bot.settings import Settings
from bot.telegram import application
from bot.telegram.application import Services, TelegramApplication, TellFault
from bot.telegram.commands import Command, Menu
from bot.telegram.conversations import Conversations
from bot.telegram.handlers.buttons import PressHandlers
from bot.telegram.handlers.context import language_of
from bot.telegram.handlers.messages import MessageHandlers
from bot.telegram.messages import notices

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from retrieval import Engine

    Context: TypeAlias = CallbackContext[Any, Any, Any, Any]


def serve(settings: Settings, engine: Engine, say: Callable[[str], None]) -> None:
    """Answer in Telegram until the process is told to end; see ``application.run`` for what can prevent that.

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

    def register(built: TelegramApplication, services: Services) -> TellFault:
        """Add the handlers; which kinds of updates Telegram sends follows from them."""
        conversations = Conversations(engine, services.memory)
        messages = MessageHandlers(services, conversations, default_language=language)
        presses = PressHandlers(services, conversations, default_language=language)

        async def message(update: Update, context: Context) -> None:
            await messages.handle(update, context.bot)

        async def press(update: Update, _: Context) -> None:
            await presses.press(update)

        async def react(update: Update, _: Context) -> None:
            await presses.react(update)

        built.add_handler(MessageHandler(filters.UpdateType.MESSAGE, message))
        built.add_handler(CallbackQueryHandler(press))
        built.add_handler(MessageReactionHandler(react))

        async def tell_fault(update: Update, reference: str) -> None:
            """Tell the person of a message that it could not be answered."""
            message = update.message
            if message is None:
                return
            said = notices.fault_message(reference, language_of(message.from_user, language))
            topic = message.message_thread_id if message.is_topic_message else None
            await services.sender.send(message.chat_id, topic, said, message.message_id, answers=update.update_id)

        return tell_fault

    def ready(username: str) -> None:
        """Say that questions are answered from now on."""
        say(telegram_strings.READY.say(language, username=username))

    application.run(settings, register, menu(), ready)


def menu() -> Menu:
    """What Telegram shows of the commands."""
    everybody = tuple(Command(name, meaning) for name, meaning in telegram_strings.COMMANDS.items())
    administrators = tuple(Command(name, meaning) for name, meaning in telegram_strings.ADMINISTRATOR_COMMANDS.items())
    return Menu(
        private=everybody,
        groups=everybody,
        administrators=everybody + administrators,
        description=telegram_strings.DESCRIPTION,
        short_description=telegram_strings.SHORT_DESCRIPTION,
    )
