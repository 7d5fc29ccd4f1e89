"""What people write: decides who may ask and what is asked, and sends what there is to say.

The way of a message: `addressing` (is it meant for the bot?), `access` (may they?), `conversations` (the answer),
`rendering` (as a message), the sender. Buttons and reactions are in ``buttons``. Knows no HTTP.
"""

from __future__ import annotations

import logging
import math
import time
from difflib import get_close_matches
from typing import Final

from telegram import Bot, Update
from telegram import Message as Incoming

from bot.assistant import paragraph_number
from bot.dialogue.wording import gist
from bot.i18n import telegram_strings
from bot.i18n.phrases import Language
from bot.telegram.access import Verdict
from bot.telegram.conversations import Conversations, OpenedParagraph, citations_json
from bot.telegram.delivery.sending import UncertainDeliveryError
from bot.telegram.handlers.addressing import (
    Command,
    Intent,
    Question,
    has_other_content,
    intent_of,
    is_by_a_bot,
    with_text,
)
from bot.telegram.handlers.context import MessageContext, language_of
from bot.telegram.handlers.typing_indicator import typing
from bot.telegram.messages import notices, rendering
from bot.telegram.messages.callbacks import decode_deep_link
from bot.telegram.messages.message import Message, with_remark
from bot.telegram.services import Services
from bot.telegram.storage.replies import StoredReply
from retrieval import BelegError, BuildProgress, IndexBusyError

_logger = logging.getLogger(__name__)

LATE_SECONDS: Final = 10 * 60
"""A reply that comes later than this says so."""


class MessageHandlers:
    """Answers messages.

    Parameters
    ----------
    services
        What sends, keeps and decides.
    conversations
        Answers questions.
    default_language
        For people whose app does not say what they speak.
    """

    def __init__(self, services: Services, conversations: Conversations, *, default_language: Language) -> None:
        self._services = services
        self._conversations = conversations
        self._default_language = default_language
        self._started = time.monotonic()

    async def handle(self, update: Update, bot: Bot) -> None:
        """Answer a message, if it is meant for the bot."""
        message = update.message
        if message is None or is_by_a_bot(message):
            return
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            await self._migrate(message)
            return
        language = language_of(message.from_user, self._default_language)
        context = MessageContext(self._services, bot, update.update_id, message, language)
        try:
            await self._serve(context, message)
        except BelegError as error:
            await context.fail(error)
        except UncertainDeliveryError:
            # Of an answer this was said already; of anything else the person will notice and ask again.
            _logger.info("A message may not have been delivered.")

    async def _serve(self, context: MessageContext, message: Incoming) -> None:
        if message.text is None:
            if context.is_private and has_other_content(message) and await context.admits():
                await context.say(telegram_strings.NOT_TEXT)
            return
        intent = intent_of(message, context.bot.bot)
        if intent is None or not await context.admits():
            return
        text = await self._services.joiner.whole(message)
        if text is not None:
            await self._answer(context, with_text(intent, text, message))

    async def _answer(self, context: MessageContext, intent: Intent) -> None:
        if isinstance(intent, Question):
            await self._ask(context, intent.text)
            return
        match intent.name:
            case "ask":
                await self._ask(context, intent.argument)
            case "show":
                await self._show(context, intent.argument)
            case "new":
                await self._conversations.forget(context.place)
                await context.say(telegram_strings.STARTED_OVER)
            case "start" if (link := decode_deep_link(intent.argument)) is not None:
                await self._open(context, link.permalink)
            case name if name in telegram_strings.ADMINISTRATOR_COMMANDS:
                await self._administrate(context, intent)
            case _:
                await context.send(self._told(context, intent))

    def _told(self, context: MessageContext, command: Command) -> Message:
        """What the commands say that do nothing else."""
        match command.name:
            case "start":
                return notices.welcome_message(len(self._conversations.sources().sources), context.language)
            case "help":
                is_administrator = self._services.access.is_administrator(context.user_id)
                return notices.help_message(context.bot.username, context.language, for_administrator=is_administrator)
            case "sources":
                return rendering.sources_message(self._conversations.sources(), context.language)
            case "privacy":
                return notices.privacy_message(context.language, keep_days=self._services.settings.telegram_keep_days)
            case _:
                similar = get_close_matches(command.name, telegram_strings.COMMANDS, n=1, cutoff=0.5)
                meant = f"/{similar[0]}" if similar else ""
                return notices.unknown_command_message(f"/{command.name[:40]}", context.language, similar=meant)

    async def _ask(self, context: MessageContext, question: str) -> None:
        if not question:
            await context.say(telegram_strings.ASK_WHAT)
            return
        verdict = self._services.access.count(context.user_id)
        if verdict is Verdict.NOTICE:
            await context.say(
                telegram_strings.RATE_LIMITED, seconds=math.ceil(self._services.access.seconds_left(context.user_id))
            )
        if verdict is not Verdict.ALLOWED:
            return
        async with typing(context.bot, context.chat_id, context.topic):
            reply_id, message = await self._reply(context, question)
            try:
                message_id = await context.send(message)
            except UncertainDeliveryError:
                perhaps = notices.perhaps_lost_message(reply_id, context.language)
                await context.send(perhaps, is_reply=not context.is_private)
                return
        if message_id is not None:
            await self._services.replies.sent(reply_id, message_id)

    async def _reply(self, context: MessageContext, question: str) -> tuple[int, Message]:
        """The reply to a question, and the id under which it is kept."""
        asked = gist(question)
        turn = await self._conversations.ask(context.place, asked, context.language)
        stored = StoredReply(
            chat_id=context.chat_id,
            thread_id=context.place.thread_id,
            user_id=context.user_id,
            question=asked,
            answer=rendering.turn_message(turn, 0, context.language).text,
            citations=citations_json(turn),
            language=context.language,
        )
        reply_id = await self._services.replies.store(stored, context.update_id)
        message = rendering.turn_message(turn, reply_id, context.language)
        if asked != question:
            message = with_remark(message, telegram_strings.GIST_REMARK.say(context.language))
        if context.age_seconds > LATE_SECONDS:
            message = with_remark(message, telegram_strings.TOO_OLD_REMARK.say(context.language))
        return reply_id, message

    async def _show(self, context: MessageContext, wanted: str) -> None:
        number = paragraph_number(wanted)
        if number is not None:
            permalink = await self._services.replies.cited(context.place, number)
            if permalink is not None:
                await self._open(context, permalink)
                return
        shown = await self._conversations.show(wanted)
        if isinstance(shown, OpenedParagraph):
            await self._send_paragraph(context, shown)
        else:
            await context.send(rendering.document_message(shown.paragraphs, context.language))

    async def _open(self, context: MessageContext, permalink: str) -> None:
        await self._send_paragraph(context, await self._conversations.open(permalink))

    async def _send_paragraph(self, context: MessageContext, opened: OpenedParagraph) -> None:
        await context.send(
            rendering.paragraph_message(
                opened.linked, context.language, previous=opened.previous, following=opened.following
            )
        )

    async def _administrate(self, context: MessageContext, command: Command) -> None:
        if not self._services.access.is_administrator(context.user_id):
            await context.say(telegram_strings.ADMINISTRATORS_ONLY)
            return
        if command.name == "status":
            await context.send(notices.status_message(await self._status(context.chat_id), context.language))
            return
        async with typing(context.bot, context.chat_id, context.topic):
            report = await self._conversations.refresh(self._go_on)
        await context.send(rendering.reindexed_message(report, context.language))

    def _go_on(self, _: BuildProgress) -> None:
        """End a build when the process is to end: it would hold that up."""
        if self._services.stopping.is_set():
            raise IndexBusyError(self._services.settings.index_dir)

    async def _status(self, chat_id: int) -> notices.Status:
        listing = self._conversations.sources()
        votes = await self._services.replies.votes()
        return notices.Status(
            version=installed_version(),
            uptime_seconds=time.monotonic() - self._started,
            documents=len(listing.sources),
            paragraphs=sum(source.paragraphs for source in listing.sources),
            skipped=len(listing.skipped),
            answered=self._conversations.answered,
            abstained=self._conversations.abstained,
            waiting=len(await self._services.inbox.pending()) - 1,  # this one
            votes_up=votes.get("up", 0),
            votes_down=votes.get("down", 0),
            chat_id=chat_id,
        )

    async def _migrate(self, message: Incoming) -> None:
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        await self._services.migrate(old, new)


def installed_version() -> str:
    """The version of Beleg; empty where it runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("beleg")
    except PackageNotFoundError:
        return ""
