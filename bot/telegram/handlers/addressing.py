"""Whether a message is meant for the bot, and what it asks: in groups it speaks only when spoken to.

Knows messages as Telegram's library has them; nothing of answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

ANONYMOUS_ADMINISTRATOR = 1_087_968_824
"""The account in whose name administrators of a group write when they hide theirs; it counts as a bot."""

CONTENT_OF_PEOPLE = (
    "animation", "audio", "contact", "dice", "document", "game", "location", "paid_media", "photo", "poll", "sticker",
    "story", "venue", "video", "video_note", "voice", "checklist",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """A command without slash and address, in lower case, and what stands behind it."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; empty where the bot is only called by its name."""

    text: str


Intent: TypeAlias = Command | Question
"""What a message wants of the bot."""


def intent_of(message: Message, bot: User) -> Intent | None:
    """What a text message asks of the bot.

    In private everything is meant for it. In groups, a command with its name behind the ``@``, a reply to one of its
    messages, or a mention; a command without a name may be for any bot.

    Parameters
    ----------
    message
        With a text.
    bot
        The bot's own account.

    Returns
    -------
    Intent | None
        None where it is not meant for the bot.
    """
    text = message.text or ""
    is_private = message.chat.type == ChatType.PRIVATE
    command = _command(message)
    if command is not None:
        name, _, address = command.removeprefix("/").partition("@")
        is_ours = (
            address.lower() == (bot.username or "").lower() if address else is_private or is_reply_to(message, bot)
        )
        return Command(name.lower(), text[len(command) :].strip()) if is_ours else None
    bare = without_mentions(message, bot)
    if is_private or bare is not None or is_reply_to(message, bot):
        return Question((text if bare is None else bare).strip())
    return None


def with_text(intent: Intent, text: str, message: Message) -> Intent:
    """The same intent with a longer text, of which the message's own is only the beginning."""
    rest = text[len(message.text or "") :]
    if isinstance(intent, Command):
        return Command(intent.name, (intent.argument + rest).strip())
    return Question((intent.text + rest).strip())


def is_reply_to(message: Message, bot: User) -> bool:
    """Whether a message replies to one that the bot wrote; every message of a topic replies to the topic's first."""
    earlier = message.reply_to_message
    if earlier is None or earlier.from_user is None or earlier.forum_topic_created is not None:
        return False
    return earlier.from_user.id == bot.id


def is_by_a_bot(message: Message) -> bool:
    """Whether another bot wrote a message: answering it could go on for ever."""
    writer = message.from_user
    return writer is not None and writer.is_bot and writer.id != ANONYMOUS_ADMINISTRATOR


def has_other_content(message: Message) -> bool:
    """Whether a person sent something that is not text; what Telegram itself writes into a chat is neither."""
    return any(getattr(message, name, None) for name in CONTENT_OF_PEOPLE)


def without_mentions(message: Message, bot: User) -> str | None:
    """The text of a message without the mentions of the bot; None where it is not mentioned."""
    name = f"@{bot.username}".lower()
    mentions = [
        entity
        for entity, text in message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]).items()
        if (text.lower() == name if entity.type == MessageEntity.MENTION else entity.user and entity.user.id == bot.id)
    ]
    if not mentions:
        return None
    # Offsets count in UTF-16, two bytes a unit.
    encoded = (message.text or "").encode("utf-16-le")
    for entity in sorted(mentions, key=lambda entity: entity.offset, reverse=True):
        encoded = encoded[: 2 * entity.offset] + encoded[2 * (entity.offset + entity.length) :]
    return encoded.decode("utf-16-le").strip(" \t\n,:;")


def _command(message: Message) -> str | None:
    for entity, text in message.parse_entities([MessageEntity.BOT_COMMAND]).items():
        if entity.offset == 0:
            return text
    return None
