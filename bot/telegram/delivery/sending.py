"""Messages on their way to a chat: split, paced, repeated where that is safe, and noted when they have arrived.

Knows the Bot API's methods for messages and the errors they end with; nothing of what is said.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

import stamina
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.telegram.delivery.connection import NotSentError
from bot.telegram.delivery.limiting import Noted, Turnstile
from bot.telegram.inbox.inbox import Inbox, Progress
from bot.telegram.messages.message import Message, utf16_entities
from bot.telegram.messages.splitting import split

GENERAL_TOPIC: Final = 1
"""Telegram refuses it as an address; without one a message lands there."""

LONGEST_BACKOFF_SECONDS: Final = 20.0
NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
NOT_MODIFIED: Final = "not modified"
GONE: Final = (
    "chat not found",
    "chat_write_forbidden",
    "deactivated",
    "have no rights",
    "message thread not found",
    "not enough rights",
    "peer_id_invalid",
    "topic_closed",
    "topic_deleted",
    "upgraded to a supergroup",
)
"""What Telegram says when nothing can be sent to a chat or topic any more."""

Bot = ExtBot[Any]
Result = TypeVar("Result")
_logger = logging.getLogger(__name__)


class UncertainDeliveryError(Exception):
    """The connection broke after a message had left: it may have arrived or not, so it was not sent again."""


class Sender:
    """Sends messages; every message of the bot passes here.

    Parameters
    ----------
    bot
        Has a ``Limiter``.
    inbox
        Is told when an answer has been sent.
    migrated
        Called with the old and the new id of a group that has become a supergroup.
    """

    def __init__(self, bot: Bot, inbox: Inbox, migrated: Callable[[int, int], Awaitable[None]]) -> None:
        self._bot = bot
        self._inbox = inbox
        self._migrated = migrated
        self._turnstile = Turnstile()

    async def send(
        self,
        chat_id: int,
        thread_id: int | None,
        message: Message,
        reply_to: int | None = None,
        *,
        answers: int | None = None,
    ) -> int | None:
        """Send a message, in several parts if it is long; does not give up while nothing has gone out.

        Parameters
        ----------
        chat_id
            Where to.
        thread_id
            The topic, if it is in one.
        message
            Of any length.
        reply_to
            The message to reply to; it may be gone.
        answers
            The update that this is the whole answer to. It is done in the inbox as soon as the last part has been
            sent; after a restart the parts that were sent are not sent again.

        Returns
        -------
        int | None
            The id of the last part, which has the buttons; None when the chat does not take messages any more.

        Raises
        ------
        UncertainDeliveryError
            If the connection broke after a part had left; no further part was sent.
        TelegramError
            If Telegram refuses the message for a reason that is not foreseen.
        """
        parts = split(message)
        digest = digest_of(parts)
        first = await self._first_unsent(answers, digest) if len(parts) > 1 else 0
        message_id: int | None = None
        for number, part in enumerate(parts[first:], first + 1):
            noted = self._noted(answers, Progress(digest, number), is_last=number == len(parts))
            reply = reply_to if number == 1 else None
            try:
                message_id = await self._send_part(chat_id, thread_id, part, reply, noted)
            except ChatMigrated as error:
                await self._migrated(chat_id, error.new_chat_id)
                chat_id, thread_id, reply_to = error.new_chat_id, None, None
                message_id = await self._send_part(chat_id, None, part, None, noted)
            if message_id is None:
                return None
        return message_id

    async def edit(self, chat_id: int, message_id: int, message: Message) -> bool:
        """Replace a message; only as much as fits into one.

        Parameters
        ----------
        chat_id
            Where it is.
        message_id
            The message; one of this bot.
        message
            What is to stand there.

        Returns
        -------
        bool
            False when it cannot be changed any more.

        Raises
        ------
        TelegramError
            If Telegram refuses it for a reason that is not foreseen.
        """
        part = replace(split(message)[0], buttons=message.buttons)
        try:
            # The same edit twice changes nothing, so it may also be repeated when nobody knows.
            await _persistently(
                partial(self._bot.edit_message_text, chat_id=chat_id, message_id=message_id, **content(part)),
                may_repeat=lambda error: isinstance(error, NetworkError) and not isinstance(error, BadRequest),
            )
        except Forbidden:
            _logger.info("Chat %d no longer accepts messages.", chat_id)
            return False
        except BadRequest as error:
            if NOT_MODIFIED in error.message.lower():
                return True
            _logger.info("A message could not be edited: %s", error.message)
            return False
        return True

    async def answer_callback(self, query_id: str, text: str = "", *, is_alert: bool = False) -> None:
        """Tell a pressed button that it was noticed, with a line if there is one; it may be too late for that."""
        try:
            await self._bot.answer_callback_query(query_id, text[:200] or None, show_alert=is_alert)
        except TelegramError as error:
            _logger.debug("A callback query could not be answered: %s", type(error).__name__)

    async def acknowledge(self, query_id: str) -> None:
        """Tell a pressed button that it was noticed."""
        await self.answer_callback(query_id)

    async def _first_unsent(self, answers: int | None, digest: str) -> int:
        progress = await self._inbox.progress(answers) if answers is not None else None
        return progress.parts if progress and progress.digest == digest else 0

    def _noted(self, answers: int | None, progress: Progress, *, is_last: bool) -> Noted | None:
        if answers is None:
            return None
        note = partial(self._inbox.done, answers) if is_last else partial(self._inbox.advance, answers, progress)
        return Noted(self._turnstile, note)

    async def _send_part(
        self, chat_id: int, thread_id: int | None, part: Message, reply_to: int | None, noted: Noted | None
    ) -> int | None:
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        thread = None if thread_id in {0, GENERAL_TOPIC} else thread_id
        request = partial(
            self._bot.send_message, chat_id, message_thread_id=thread, reply_parameters=reply, rate_limit_args=noted
        )
        try:
            return await self._send_formatted(request, part)
        except Forbidden:
            _logger.info("Chat %d no longer accepts messages.", chat_id)
        except BadRequest as error:
            if not any(reason in error.message.lower() for reason in GONE):
                raise
            _logger.info("Chat %d no longer accepts messages: %s", chat_id, error.message)
        except (InvalidToken, ChatMigrated):
            raise
        except TelegramError as error:
            raise UncertainDeliveryError(type(error).__name__) from None
        return None

    async def _send_formatted(self, request: Callable[..., Awaitable[Any]], part: Message) -> int:
        try:
            sent = await _persistently(partial(request, **content(part)), is_unsent)
        except BadRequest as error:
            if not part.entities or "entit" not in error.message.lower():
                raise
            reference = hashlib.sha256(part.text.encode()).hexdigest()[:8]
            _logger.error(  # noqa: TRY400  # a traceback could show the text
                "Telegram rejected the formatting of a message (reference %s); sending it as plain text.", reference
            )
            plain = replace(part, entities=())
            sent = await _persistently(partial(request, **content(plain)), is_unsent)
        message_id: int = sent.message_id
        return message_id


def content(message: Message) -> dict[str, Any]:
    """The arguments of the Bot API for what a message says."""
    entities = [MessageEntity(kind.value, offset, length) for kind, offset, length in utf16_entities(message)]
    rows = [[InlineKeyboardButton(b.text, callback_data=b.data) for b in row] for row in message.buttons]
    return {
        "text": message.text,
        "entities": entities or None,
        "reply_markup": InlineKeyboardMarkup(rows) if rows else None,
        "link_preview_options": NO_PREVIEW,
    }


def digest_of(parts: tuple[Message, ...]) -> str:
    """Tells whether two messages read the same."""
    return hashlib.sha256("\0".join(part.text for part in parts).encode()).hexdigest()


def is_unsent(error: Exception) -> bool:
    """Whether a message certainly has not been sent, so that it may be sent again."""
    return isinstance(error, (NotSentError, InvalidToken))


async def _persistently(request: Callable[[], Awaitable[Result]], may_repeat: Callable[[Exception], bool]) -> Result:
    """The result of a request that is made until it succeeds; only being cancelled ends it."""
    caller = stamina.AsyncRetryingCaller(
        attempts=None, timeout=None, wait_initial=0.5, wait_max=LONGEST_BACKOFF_SECONDS
    )
    return await caller(may_repeat, request)
