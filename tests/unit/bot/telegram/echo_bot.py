"""A bot that says everything back, as a process: what is tested with it is the process, not what it says."""

from __future__ import annotations

import asyncio
import sys

from telegram import Update
from telegram.ext import CallbackContext, MessageHandler, filters

from bot import logs
from bot.i18n.phrases import Phrase
from bot.settings import load_settings
from bot.telegram import application
from bot.telegram.commands import Command, Menu
from bot.telegram.handlers.typing_indicator import typing
from bot.telegram.messages.message import Message
from retrieval import BelegError, ConfigurationError

MENU = Menu(
    private=(Command("help", Phrase("Hilfe", "help")),),
    groups=(Command("ask", Phrase("fragen", "ask")),),
    administrators=(Command("status", Phrase("Lage", "status")),),
    description=Phrase("Sagt nach.", "Says it again."),
    short_description=Phrase("Echo", "Echo"),
)


def register(
    telegram_application: application.TelegramApplication, services: application.Services
) -> application.TellFault:
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
        async with typing(telegram_application.bot, message.chat_id):
            await asyncio.sleep(float(sys.argv[1]))
        said = f"echo {text[:40]} {len(text)}" + ("\n\n" + "lang " * 1700 if text.startswith("long") else "")
        await services.sender.send(message.chat_id, None, Message(said), message.message_id, answers=update.update_id)

    telegram_application.add_handler(MessageHandler(filters.TEXT, answer))
    return tell_fault


def main() -> int:
    settings = load_settings()
    logs.configure(settings.log_level, settings.secrets)
    try:
        application.run(settings, register, MENU, lambda username: print(f"@{username} is ready", file=sys.stderr))
    except BelegError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) else 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
