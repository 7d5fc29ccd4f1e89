"""What people write: decides who may ask and what is asked, and sends what there is to say.

The way of a message: `addressing` (is it meant for the bot?), `access` (may they?), `conversations` (the answer),
`rendering` (as a message), the sender. Buttons and reactions are in ``pressing``. Knows no HTTP.
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
from bot.dialogue.long_questions import gist
from bot.i18n import telegram_strings
from bot.i18n.phrases import Language
from bot.telegram.access import Verdict
from bot.telegram.application import Services
from bot.telegram.conversations import Conversations, OpenedParagraph, citations_json
from bot.telegram.delivery.sending import UncertainDeliveryError
from bot.telegram.handlers.addressing import (
    Command,
    Question,
    Request,
    has_other_content,
    is_by_a_bot,
    request_in,
    with_text,
)
from bot.telegram.handlers.context import Desk, language_of
from bot.telegram.handlers.stored_messages import opened_message, remarked
from bot.telegram.handlers.typing_indicator import typing
from bot.telegram.messages import notices, rendering
from bot.telegram.messages.callbacks import decode_deep_link
from bot.telegram.messages.message import Message
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
        desk = Desk(self._services, bot, update.update_id, message, language)
        try:
            await self._serve(desk, message)
        except BelegError as error:
            await desk.fail(error)
        except UncertainDeliveryError:
            # Of an answer this was said already; of anything else the person will notice and ask again.
            _logger.info("A message may not have been delivered.")

    async def _serve(self, desk: Desk, message: Incoming) -> None:
        if message.text is None:
            if desk.is_private and has_other_content(message) and await desk.admits():
                await desk.say(telegram_strings.NOT_TEXT)
            return
        request = request_in(message, desk.bot.bot)
        if request is None or not await desk.admits():
            return
        text = await self._services.joiner.whole(message)
        if text is not None:
            await self._answer(desk, with_text(request, text, message))

    async def _answer(self, desk: Desk, request: Request) -> None:
        if isinstance(request, Question):
            await self._ask(desk, request.text)
            return
        match request.name:
            case "ask":
                await self._ask(desk, request.argument)
            case "show":
                await self._show(desk, request.argument)
            case "new":
                await self._conversations.forget(desk.place)
                await desk.say(telegram_strings.STARTED_OVER)
            case "start" if (link := decode_deep_link(request.argument)) is not None:
                await self._open(desk, link.permalink)
            case name if name in telegram_strings.ADMINISTRATOR_COMMANDS:
                await self._administrate(desk, request)
            case _:
                await desk.send(self._told(desk, request))

    def _told(self, desk: Desk, request: Command) -> Message:
        """What the commands say that do nothing else."""
        match request.name:
            case "start":
                return notices.welcome_message(len(self._conversations.sources().sources), desk.language)
            case "help":
                is_administrator = self._services.access.is_administrator(desk.user_id)
                return notices.help_message(desk.bot.username, desk.language, for_administrator=is_administrator)
            case "sources":
                return rendering.sources_message(self._conversations.sources(), desk.language)
            case "privacy":
                return notices.privacy_message(desk.language, keep_days=self._services.settings.telegram_keep_days)
            case _:
                similar = get_close_matches(request.name, telegram_strings.COMMANDS, n=1, cutoff=0.5)
                meant = f"/{similar[0]}" if similar else ""
                return notices.unknown_command_message(f"/{request.name[:40]}", desk.language, similar=meant)

    async def _ask(self, desk: Desk, question: str) -> None:
        if not question:
            await desk.say(telegram_strings.ASK_WHAT)
            return
        verdict = self._services.access.count(desk.user_id)
        if verdict is Verdict.NOTICE:
            await desk.say(
                telegram_strings.RATE_LIMITED, seconds=math.ceil(self._services.access.seconds_left(desk.user_id))
            )
        if verdict is not Verdict.ALLOWED:
            return
        async with typing(desk.bot, desk.chat_id, desk.topic):
            reply_id, message = await self._reply(desk, question)
            try:
                message_id = await desk.send(message)
            except UncertainDeliveryError:
                perhaps = notices.perhaps_lost_message(reply_id, desk.language)
                await desk.send(perhaps, is_reply=not desk.is_private)
                return
        if message_id is not None:
            await self._services.replies.sent(reply_id, message_id)

    async def _reply(self, desk: Desk, question: str) -> tuple[int, Message]:
        """The reply to a question, and the id under which it is kept."""
        asked = gist(question)
        turn = await self._conversations.ask(desk.place, asked, desk.language)
        stored = StoredReply(
            chat_id=desk.chat_id,
            thread_id=desk.place.thread_id,
            user_id=desk.user_id,
            question=asked,
            answer=rendering.turn_message(turn, 0, desk.language).text,
            citations=citations_json(turn),
            language=desk.language,
        )
        reply_id = await self._services.replies.store(stored, desk.update_id)
        message = rendering.turn_message(turn, reply_id, desk.language)
        if asked != question:
            message = remarked(telegram_strings.GIST_REMARK.say(desk.language), message)
        if desk.age_seconds > LATE_SECONDS:
            message = remarked(telegram_strings.TOO_OLD_REMARK.say(desk.language), message)
        return reply_id, message

    async def _show(self, desk: Desk, wanted: str) -> None:
        number = paragraph_number(wanted)
        if number is not None:
            permalink = await self._services.replies.cited(desk.place, number)
            if permalink is not None:
                await self._open(desk, permalink)
                return
        shown = await self._conversations.show(wanted)
        if isinstance(shown, OpenedParagraph):
            await desk.send(opened_message(shown, desk.language))
        else:
            await desk.send(rendering.document_message(shown.paragraphs, desk.language))

    async def _open(self, desk: Desk, permalink: str) -> None:
        await desk.send(opened_message(await self._conversations.open(permalink), desk.language))

    async def _administrate(self, desk: Desk, request: Command) -> None:
        if not self._services.access.is_administrator(desk.user_id):
            await desk.say(telegram_strings.ADMINISTRATORS_ONLY)
            return
        if request.name == "status":
            await desk.send(notices.status_message(await self._status(desk.chat_id), desk.language))
            return
        async with typing(desk.bot, desk.chat_id, desk.topic):
            report = await self._conversations.refresh(self._go_on)
        await desk.send(rendering.reindexed_message(report, desk.language))

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
