"""Long questions that the sender's app split: the pieces become one text again.

Knows messages as Telegram's library has them. The pieces wait for each other here; ``update_processor`` tells of them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from telegram import Message, Update

from bot.telegram.inbox.inbox import Inbox
from bot.telegram.messages.message import utf16_length
from bot.telegram.messages.splitting import MAXIMUM_UNITS

NEAR_THE_LIMIT: Final = 4_000
"""Apps split at a space before the limit; a message shorter than this was not split."""

WAIT_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 2
"""Between two pieces, by Telegram's clock, which counts whole seconds; after a restart both are there at once."""

SenderKey: TypeAlias = tuple[int, int, int]
"""Chat, topic and person."""


@dataclass(slots=True)
class _Backlog:
    """The messages of one person in one place that are not handled yet, and a bell for the next."""

    messages: list[tuple[int, Message]] = field(default_factory=list)
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def update_of(self, message: Message) -> int | None:
        """The id of the update that brought a message."""
        return next((update_id for update_id, known in self.messages if known.message_id == message.message_id), None)


class Joiner:
    """Joins the pieces of split questions.

    Parameters
    ----------
    inbox
        Is told which updates are done together.
    """

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._backlogs: dict[SenderKey, _Backlog] = {}
        self._taken: set[int] = set()

    def arrived(self, update: Update) -> None:
        """Take note of an update before its turn has come."""
        message = update.message
        if message is None or message.text is None:
            return
        backlog = self._backlogs.setdefault(sender_key(message), _Backlog())
        backlog.messages.append((update.update_id, message))
        backlog.bell.set()

    def left(self, update: Update) -> None:
        """Take note that an update has been handled, or will not be."""
        message = update.message
        if message is None or message.text is None:
            return
        self._taken.discard(update.update_id)
        backlog = self._backlogs.get(sender_key(message))
        if backlog is None:
            return
        backlog.messages = [entry for entry in backlog.messages if entry[0] != update.update_id]
        if not backlog.messages:
            del self._backlogs[sender_key(message)]

    async def whole(self, message: Message) -> str | None:
        """The text of a message with the pieces that belong to it.

        Parameters
        ----------
        message
            One whose turn it is.

        Returns
        -------
        str | None
            None for a piece that an earlier message has taken: there is nothing to do for it.
        """
        text = message.text or ""
        backlog = self._backlogs.get(sender_key(message))
        own = backlog.update_of(message) if backlog else None
        if own is None or backlog is None:
            return text
        if own in self._taken:
            return None
        last = message
        while utf16_length(last.text or "") >= NEAR_THE_LIMIT:
            following = await self._next(backlog, last)
            if following is None:
                break
            update_id, piece = following
            self._taken.add(update_id)
            self._inbox.join(own, [update_id])
            text = joined(text, piece.text or "", is_hard_cut=is_full(last.text or ""))
            last = piece
        return text

    async def _next(self, backlog: _Backlog, last: Message) -> tuple[int, Message] | None:
        deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
        while True:
            backlog.bell.clear()
            later = [entry for entry in backlog.messages if entry[1].message_id > last.message_id]
            if later:
                return later[0] if belongs(later[0][1], last) else None
            try:
                async with asyncio.timeout_at(deadline):
                    await backlog.bell.wait()
            except TimeoutError:
                return None


def sender_key(message: Message) -> SenderKey:
    """Who wrote a message, and where."""
    thread_id = message.message_thread_id if message.is_topic_message else None
    sender = message.from_user or message.sender_chat
    return message.chat_id, thread_id or 0, sender.id if sender else 0


def belongs(piece: Message, last: Message) -> bool:
    """Whether a message goes on where the one before it stopped."""
    pause = (piece.date - last.date).total_seconds()
    is_reply_elsewhere = piece.reply_to_message is not None and last.reply_to_message is None
    is_command = (piece.text or "").startswith("/")
    return pause <= LONGEST_PAUSE_SECONDS and not is_command and not is_reply_elsewhere


def joined(text: str, piece: str, *, is_hard_cut: bool) -> str:
    """Two pieces as one text: cut at a space, it is put back; cut in a word, nothing is.

    >>> joined("Wer war", "dabei?", is_hard_cut=False)
    'Wer war dabei?'
    """
    return text + piece if is_hard_cut else f"{text} {piece}"


def is_full(text: str) -> bool:
    """Whether a text is as long as a message can be, so that the app may have cut it within a word."""
    return len(text) >= MAXIMUM_UNITS or utf16_length(text) >= MAXIMUM_UNITS
