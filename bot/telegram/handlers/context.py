"""One message on its way to an answer: who wrote it, where, whether they may, and how to reply.

Knows the services, nothing of what is asked.
"""

from __future__ import annotations

import logging
import secrets
import time

from telegram import Bot, User
from telegram import Message as Incoming
from telegram.constants import ChatType

from bot.i18n.phrases import Language, Phrase
from bot.telegram.messages import notices
from bot.telegram.messages.message import Message
from bot.telegram.services import Services
from bot.telegram.storage.memory import Place
from retrieval import BelegError, NotFoundError, QuestionError

_logger = logging.getLogger(__name__)


class MessageContext:
    """One message with all that is needed to answer it.

    Parameters
    ----------
    services
        What sends and decides.
    bot
        Shows that it is typing.
    update_id
        The update that the message came in.
    incoming
        The message.
    language
        The language of its writer.
    """

    def __init__(self, services: Services, bot: Bot, update_id: int, incoming: Incoming, language: Language) -> None:
        self._services = services
        self.bot = bot
        self.update_id = update_id
        self.incoming = incoming
        self.language = language
        self.chat_id = incoming.chat_id
        self.topic = incoming.message_thread_id if incoming.is_topic_message else None
        self.place = Place(incoming.chat_id, self.topic or 0)
        writer = incoming.from_user or incoming.sender_chat
        self.user_id = writer.id if writer else incoming.chat_id

    @property
    def is_private(self) -> bool:
        """Whether nobody else reads along."""
        return self.incoming.chat.type == ChatType.PRIVATE

    @property
    def age_seconds(self) -> float:
        """How long ago the message was written."""
        return time.time() - self.incoming.date.timestamp()

    async def admits(self) -> bool:
        """Whether the writer may ask here; in private a stranger is told, once a day, and in a group nothing."""
        access = self._services.access
        if access.allows(self.user_id, self.chat_id):
            return True
        if self.is_private and access.should_tell(self.chat_id):
            await self.send(notices.stranger_message(self.chat_id, self.language, closed=access.is_closed))
        return False

    async def say(self, phrase: Phrase, **values: object) -> None:
        """Send one of our own sentences."""
        await self.send(notices.notice(phrase, self.language, **values))

    async def fail(self, error: BelegError) -> None:
        """Send what prevented an answer."""
        reference = secrets.token_hex(4)
        if not isinstance(error, QuestionError | NotFoundError):
            _logger.warning("A message could not be answered (reference %s): %s", reference, error.message)
        is_administrator = self._services.access.is_administrator(self.user_id)
        await self.send(
            notices.error_message(error, self.language, reference=reference, for_administrator=is_administrator)
        )

    async def send(self, message: Message, *, is_reply: bool = True) -> int | None:
        """Send the answer to this message; the update is done with it."""
        reply_to = self.incoming.message_id if is_reply else None
        return await self._services.sender.send(self.chat_id, self.topic, message, reply_to, answers=self.update_id)


def language_of(user: User | None, otherwise: Language) -> Language:
    """The language that a person's app speaks, German or English."""
    if user is None or not user.language_code:
        return otherwise
    return "de" if user.language_code.lower().startswith("de") else "en"
