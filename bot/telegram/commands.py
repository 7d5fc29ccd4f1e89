"""The commands and descriptions that Telegram shows for the bot, set at its start.

Knows the Bot API's scopes; what the commands say is given.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.i18n.phrases import Language, Phrase

LANGUAGES: Sequence[tuple[Language, str | None]] = (("en", None), ("de", "de"))
"""What is spoken, and the code of the people it is for; None is everybody else."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MenuCommand:
    """A command without its slash, and what it does."""

    name: str
    description: Phrase


@dataclass(frozen=True, slots=True)
class Menu:
    """What is shown where; ``administrators`` has all that they see, and ``private`` all that others see alone."""

    private: tuple[MenuCommand, ...]
    groups: tuple[MenuCommand, ...]
    administrators: tuple[MenuCommand, ...]
    description: Phrase
    short_description: Phrase


async def publish(bot: Bot, menu: Menu) -> None:
    """Tell Telegram what to show to everybody; whatever goes wrong is logged, and the bot works without."""
    scopes: list[tuple[BotCommandScope, tuple[MenuCommand, ...]]] = [
        (BotCommandScopeDefault(), menu.private),
        (BotCommandScopeAllPrivateChats(), menu.private),
        (BotCommandScopeAllGroupChats(), menu.groups),
    ]
    requests: list[Callable[[], Awaitable[object]]] = [
        partial(_set_commands, bot, scope, commands) for scope, commands in scopes
    ]
    for language, code in LANGUAGES:
        requests.append(partial(bot.set_my_description, menu.description.say(language), code))
        requests.append(partial(bot.set_my_short_description, menu.short_description.say(language), code))
    failed = None
    for request in requests:
        try:
            await request()
        except TelegramError as error:
            failed = error
    if failed is not None:
        _logger.warning(
            "Not all commands and descriptions of the bot could be set in Telegram: %s", type(failed).__name__
        )


class AdministratorMenu:
    """Shows administrators their commands, as soon as they write: before, Telegram knows no chat with them.

    Parameters
    ----------
    menu
        What is shown.
    is_administrator
        Whether somebody is one.
    """

    def __init__(self, menu: Menu, is_administrator: Callable[[int], bool]) -> None:
        self._menu = menu
        self._is_administrator = is_administrator
        self._shown: set[int] = set()

    async def show(self, bot: Bot, user_id: int) -> None:
        """Show the commands in somebody's private chat, if they are an administrator and it was not done yet."""
        if user_id in self._shown or not self._is_administrator(user_id):
            return
        self._shown.add(user_id)
        try:
            await _set_commands(bot, BotCommandScopeChat(user_id), self._menu.administrators)
        except TelegramError as error:
            _logger.warning("The commands of an administrator could not be set: %s", type(error).__name__)


async def _set_commands(bot: Bot, scope: BotCommandScope, commands: Iterable[MenuCommand]) -> None:
    for language, code in LANGUAGES:
        await bot.set_my_commands([(c.name, c.description.say(language)) for c in commands], scope, code)
