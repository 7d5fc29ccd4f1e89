"""What people press: buttons beneath messages, and reactions to them.

A button is always answered, also an old one and one that is not for its presser, or the app would wait for ever.
"""

from __future__ import annotations

import json
import logging
from typing import Final

from telegram import CallbackQuery, MessageReactionUpdated, ReactionTypeEmoji, Update
from telegram import Message as Incoming

from bot.i18n import telegram_strings
from bot.i18n.phrases import Language, Phrase
from bot.telegram.conversations import Conversations
from bot.telegram.delivery.sending import UncertainDeliveryError
from bot.telegram.handlers.context import language_of
from bot.telegram.messages import notices, rendering
from bot.telegram.messages.callbacks import CastVote, ForgetMe, OpenParagraph, SendAgain, Vote, decode, encode
from bot.telegram.messages.composing import Composition
from bot.telegram.messages.message import Button, Message
from bot.telegram.services import Services
from bot.telegram.storage.replies import StoredReply
from retrieval import NotFoundError

_logger = logging.getLogger(__name__)

EMOJI: Final = {"👍": Vote.UP, "👎": Vote.DOWN}
DECORATION: Final = "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""Variation selector and skin tones."""


class ButtonHandlers:
    """Answers buttons, and takes note of reactions.

    Parameters
    ----------
    services
        What sends, keeps and decides.
    conversations
        Opens paragraphs.
    default_language
        For people whose app does not say what they speak.
    """

    def __init__(self, services: Services, conversations: Conversations, *, default_language: Language) -> None:
        self._services = services
        self._conversations = conversations
        self._default_language = default_language

    async def press(self, update: Update) -> None:
        """Do what a button says."""
        if update.callback_query is None:
            return
        try:
            await self._press(update.callback_query)
        except UncertainDeliveryError:
            _logger.info("A message may not have been delivered; its button can be pressed again.")

    async def react(self, update: Update) -> None:
        """Take a thumb under a reply as a vote; taking it away takes the vote back."""
        reaction = update.message_reaction
        if reaction is None or reaction.user is None:
            return
        if not self._services.access.allows(reaction.user.id, reaction.chat.id):
            return
        reply_id = await self._services.replies.find(reaction.chat.id, reaction.message_id)
        if reply_id is not None:
            await self._services.replies.vote(reply_id, reaction.user.id, vote_in(reaction))

    async def _press(self, query: CallbackQuery) -> None:
        language = language_of(query.from_user, self._default_language)
        chat_id = query.message.chat.id if query.message else None
        if not self._services.access.allows(query.from_user.id, chat_id):
            await self._tell(query, telegram_strings.STRANGER_PRESSED, language)
            return
        match decode(query.data or ""):
            case OpenParagraph(permalink):
                await self._open(query, permalink, language)
            case CastVote(reply_id, vote):
                stored = await self._reply_here(query, reply_id)
                said = telegram_strings.VOTED_UP if vote is Vote.UP else telegram_strings.VOTED_DOWN
                if stored is not None and await self._services.replies.vote(reply_id, query.from_user.id, vote):
                    await self._tell(query, said, language)
                else:
                    await self._tell(query, telegram_strings.BUTTON_TOO_OLD, language)
            case SendAgain(reply_id):
                await self._send_again(query, reply_id, language)
            case ForgetMe():
                await self._services.memory.forget_user(query.from_user.id)
                await self._services.replies.forget_user(query.from_user.id)
                await self._tell(query, telegram_strings.FORGOTTEN, language, is_alert=True)
            case None:
                await self._tell(query, telegram_strings.BUTTON_TOO_OLD, language)

    async def _open(self, query: CallbackQuery, permalink: str, language: Language) -> None:
        try:
            opened = await self._conversations.open(permalink)
        except NotFoundError:
            await self._tell(query, telegram_strings.GONE, language, is_alert=True)
            return
        await self._services.sender.acknowledge(query.id)
        beneath = query.message
        if beneath is None:
            return
        message = rendering.paragraph_message(
            opened.linked, language, previous=opened.previous, following=opened.following
        )
        topic = beneath.message_thread_id if isinstance(beneath, Incoming) and beneath.is_topic_message else None
        # Leafing stays in one message, so that a chat is not filled with a document.
        is_leafing = isinstance(beneath, Incoming) and is_paragraph(beneath)
        if is_leafing and await self._services.sender.edit(beneath.chat.id, beneath.message_id, message):
            return
        await self._services.sender.send(beneath.chat.id, topic, message, beneath.message_id)

    async def _send_again(self, query: CallbackQuery, reply_id: int, language: Language) -> None:
        stored = await self._reply_here(query, reply_id)
        if stored is None or query.message is None:
            await self._tell(query, telegram_strings.BUTTON_TOO_OLD, language)
            return
        await self._services.sender.acknowledge(query.id)
        message = stored_message(reply_id, stored)
        try:
            await self._services.sender.send(stored.chat_id, stored.thread_id or None, message)
        except UncertainDeliveryError:
            perhaps = notices.perhaps_lost_message(reply_id, language)
            await self._services.sender.send(stored.chat_id, stored.thread_id or None, perhaps)

    async def _reply_here(self, query: CallbackQuery, reply_id: int) -> StoredReply | None:
        """A reply, if it was given in the chat of the button: a made-up number opens nothing of others."""
        stored = await self._services.replies.get(reply_id)
        is_here = stored is not None and query.message is not None and query.message.chat.id == stored.chat_id
        return stored if is_here else None

    async def _tell(self, query: CallbackQuery, phrase: Phrase, language: Language, *, is_alert: bool = False) -> None:
        await self._services.sender.answer_callback(query.id, phrase.say(language), is_alert=is_alert)


def stored_message(reply_id: int, stored: StoredReply) -> Message:
    """A reply as it was given, without its formatting."""
    composition = Composition()
    composition.text(stored.answer)
    opening = [
        Button(f"[{citation['marker']}] ¶{citation['paragraph']}", encode(OpenParagraph(citation["permalink"])))
        for citation in json.loads(stored.citations)
    ]
    return composition.message([*rendering.rows(opening), rendering.votes(reply_id)])


def is_paragraph(message: Incoming) -> bool:
    """Whether a message shows a single paragraph: it has buttons to others, and no votes."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    pressed = [decode(button.callback_data) for row in rows for button in row if isinstance(button.callback_data, str)]
    return bool(pressed) and all(isinstance(callback, OpenParagraph) for callback in pressed)


def vote_in(reaction: MessageReactionUpdated) -> Vote | None:
    """The thumb among somebody's reactions to a message; None where there is none now."""
    for kind in reaction.new_reaction:
        if isinstance(kind, ReactionTypeEmoji) and (vote := EMOJI.get(kind.emoji.strip(DECORATION))):
            return vote
    return None
