"""A bot that says everything back, as a process: what is tested with it is the process, not what it says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

from telegram import Update
from telegram.ext import CallbackContext, MessageHandler, filters

from bot import logs
from bot.i18n.phrases import Phrase
from bot.settings import load_settings
from bot.telegram import process
from bot.telegram.app import TellFault, build_bot
from bot.telegram.commands import Menu, MenuCommand
from bot.telegram.handlers.typing_indicator import typing
from bot.telegram.messages.message import Message
from bot.telegram.services import Services
from bot.telegram.storage.database import Database
from bot.telegram.updates import TelegramApplication
from retrieval import BelegError, ConfigurationError

MENU = Menu(
    private=(MenuCommand("help", Phrase("Hilfe", "help")),),
    groups=(MenuCommand("ask", Phrase("fragen", "ask")),),
    administrators=(MenuCommand("status", Phrase("Lage", "status")),),
    description=Phrase("Sagt nach.", "Says it again."),
    short_description=Phrase("Echo", "Echo"),
)


def register(application: TelegramApplication, services: Services) -> TellFault:
    async def tell_fault(update: Update, reference: str) -> None:
        assert update.message
        await update.message.reply_text(f"reference {reference}")

    async def answer(update: Update, _context: CallbackContext) -> None:
        message = update.message
        assert message
        text = await services.joiner.whole(message)
        if text is None:
            return
        if text.startswith("fail"):
            raise ValueError("a fault")
        async with typing(application.bot, message.chat_id):
            await asyncio.sleep(float(sys.argv[1]))
        said = f"echo {text[:40]} {len(text)}" + ("\n\n" + "lang " * 1700 if text.startswith("long") else "")
        await services.sender.send(message.chat_id, None, Message(said), message.message_id, answers=update.update_id)

    application.add_handler(MessageHandler(filters.TEXT, answer))
    return tell_fault


def main() -> int:
    settings = load_settings()
    logs.configure(settings.log_level, settings.secrets)

    def build(database: Database, token_refused: Callable[[], None]) -> process.BuiltBot:
        return build_bot(settings, database, token_refused, register, MENU)

    try:
        process.run(settings, build, lambda username: print(f"@{username} is ready", file=sys.stderr))
    except BelegError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) else 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
