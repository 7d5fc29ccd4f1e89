"""``beleg telegram --check``: what would happen, without answering anybody. No secret is part of what it says.

Knows the settings and one call of the Bot API.
"""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError

from bot.assistant import Listing
from bot.errors import TelegramUnreachableError, TokenRefusedError
from bot.i18n import strings, telegram_strings
from bot.i18n.phrases import Language
from bot.settings import Settings
from bot.telegram.updates import webhook_address

TELEGRAM_URL: Final = "https://api.telegram.org/bot"
TELEGRAM_FILE_URL: Final = "https://api.telegram.org/file/bot"


def check(settings: Settings, listing: Listing, language: Language) -> list[str]:
    """Ask Telegram who the bot is, and say how it would run.

    Parameters
    ----------
    settings
        With a token.
    listing
        What is in the index.
    language
        The language to say it in.

    Returns
    -------
    list[str]
        One line for each finding.

    Raises
    ------
    TokenRefusedError
        If Telegram does not know the token.
    TelegramUnreachableError
        If Telegram does not answer.
    """
    account = asyncio.run(who_is(settings))
    documents = strings.DOCUMENTS.say(language, len(listing.sources))
    lines = [
        telegram_strings.CHECK_ACCOUNT.say(language, username=account.username or account.id),
        telegram_strings.CHECK_INDEX.say(language, documents=documents, skipped=len(listing.skipped)),
    ]
    if settings.is_open_to_everybody:
        lines.append(telegram_strings.CHECK_OPEN.say(language))
    elif allowed := settings.allowed_ids | settings.administrator_ids:
        lines.append(telegram_strings.CHECK_ALLOWED.say(language, count=len(allowed)))
    else:
        lines.append(telegram_strings.CHECK_CLOSED.say(language))
    if settings.telegram_webhook_public_url:
        address = webhook_address(settings.telegram_webhook_public_url, settings.telegram_webhook_path)
        listen = f"{settings.telegram_webhook_listen}:{settings.telegram_webhook_port}"
        lines.append(telegram_strings.CHECK_WEBHOOK.say(language, address=address, listen=listen))
    else:
        lines.append(telegram_strings.CHECK_POLLING.say(language))
    groups = (
        telegram_strings.CHECK_GROUPS_ALL
        if account.can_read_all_group_messages
        else telegram_strings.CHECK_GROUPS_PRIVATE
    )
    return [*lines, groups.say(language), telegram_strings.CHECK_GOOD.say(language)]


async def who_is(settings: Settings) -> User:
    """The bot's own account, as Telegram has it.

    Parameters
    ----------
    settings
        With a token.

    Returns
    -------
    User
        With its name.

    Raises
    ------
    TokenRefusedError
        If Telegram does not know the token.
    TelegramUnreachableError
        If Telegram does not answer.
    """
    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_base_url or TELEGRAM_URL,
        base_file_url=settings.telegram_base_file_url or TELEGRAM_FILE_URL,
    )
    try:
        async with bot:
            return bot.bot
    except InvalidToken:
        # The library's own error says the token.
        raise TokenRefusedError from None
    except TelegramError as error:
        raise TelegramUnreachableError(type(error).__name__) from None
