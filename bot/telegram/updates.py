"""How updates come in: the bot asks for them, or Telegram sends them to a webhook. Waits for the network.

Knows the library's updater and its errors; nothing of what updates say.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import stamina
from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageReactionHandler,
)

from bot import logs
from bot.errors import ListenError, TokenRefusedError, WebhookRefusedError
from bot.settings import Settings
from bot.telegram.delivery.connection import Health, Trouble
from bot.telegram.delivery.limiting import SLACK_SECONDS, pause_seconds

LONGEST_WAIT_SECONDS: Final = 30.0
WEBHOOK_CONNECTIONS: Final = 40
_KINDS: Final = {
    CallbackQueryHandler: Update.CALLBACK_QUERY,
    ChatMemberHandler: Update.MY_CHAT_MEMBER,
    InlineQueryHandler: Update.INLINE_QUERY,
    MessageReactionHandler: Update.MESSAGE_REACTION,
}

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


def allowed_updates(application: TelegramApplication) -> list[str]:
    """The kinds of updates that have a handler; Telegram sends no others."""
    handlers = [handler for group in application.handlers.values() for handler in group]
    return sorted({_KINDS.get(type(handler), Update.MESSAGE) for handler in handlers})


async def start_updates(application: TelegramApplication, settings: Settings, health: Health) -> None:
    """Let updates come in, as the settings say; returns when they do.

    Parameters
    ----------
    application
        Initialized, with its handlers.
    settings
        Have the webhook, if there is one.
    health
        Is told while the network is away.

    Raises
    ------
    TokenRefusedError
        If Telegram does not know the token.
    WebhookRefusedError
        If Telegram does not take the address of the webhook.
    ListenError
        If the port cannot be opened.
    RuntimeError
        If the application cannot receive anything; a mistake of the caller.
    """
    updater = application.updater
    if updater is None:
        raise RuntimeError("An application without an updater gets no updates.")
    kinds = allowed_updates(application)
    if not settings.telegram_webhook_public_url:
        # What goes wrong later is said by the requests themselves, once.
        polling = partial(updater.start_polling, allowed_updates=kinds, error_callback=ignore)
        await connected(polling, health)
        return
    secret = settings.telegram_webhook_secret_token.get_secret_value() or secrets.token_urlsafe(32)
    logs.hide(secret)
    address = webhook_address(settings.telegram_webhook_public_url, settings.telegram_webhook_path)
    webhook = partial(
        updater.start_webhook,
        listen=settings.telegram_webhook_listen,
        port=settings.telegram_webhook_port,
        url_path=settings.telegram_webhook_path.strip("/"),
        webhook_url=address,
        allowed_updates=kinds,
        max_connections=WEBHOOK_CONNECTIONS,
        secret_token=secret,
    )
    try:
        await connected(webhook, health)
    except BadRequest as error:
        raise WebhookRefusedError(address, error.message) from None
    except OSError as error:
        listen = f"{settings.telegram_webhook_listen}:{settings.telegram_webhook_port}"
        raise ListenError(listen, error.strerror or type(error).__name__) from error


async def connected(action: Callable[[], Awaitable[object]], health: Health) -> None:
    """Do something with Telegram, and again until Telegram can be reached.

    Parameters
    ----------
    action
        May be done several times.
    health
        Is told while the network is away.

    Raises
    ------
    TokenRefusedError
        If Telegram does not know the token.
    """

    def wait(error: Exception) -> bool | float:
        if isinstance(error, RetryAfter):
            return pause_seconds(error) + SLACK_SECONDS
        if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            health.ill(Trouble.UNREACHABLE)
            return True
        return False

    caller = stamina.AsyncRetryingCaller(
        attempts=None, timeout=None, wait_initial=1.0, wait_max=LONGEST_WAIT_SECONDS, wait_jitter=1.0
    )
    try:
        await caller(wait, action)
    except InvalidToken:
        # The library's own error says the token.
        raise TokenRefusedError from None
    health.well()


def webhook_address(public_url: str, path: str) -> str:
    """The address that Telegram sends to: the path is behind it, unless it already ends with it.

    >>> webhook_address("https://bot.example.org/", "telegram")
    'https://bot.example.org/telegram'
    >>> webhook_address("https://bot.example.org/telegram", "/telegram/")
    'https://bot.example.org/telegram'
    """
    bare, path = public_url.rstrip("/"), path.strip("/")
    return bare if bare.endswith(f"/{path}") else f"{bare}/{path}"


def ignore(_error: TelegramError) -> None:
    """Say nothing."""
