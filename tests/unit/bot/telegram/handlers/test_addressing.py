"""In groups the bot is silent unless it is asked: by name, by a reply to it, or by a mention."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Message, User

from bot.telegram.handlers.addressing import (
    ANONYMOUS_ADMINISTRATOR,
    Command,
    Intent,
    Question,
    has_other_content,
    intent_of,
    is_by_a_bot,
    with_text,
)

BOT = User(99, "Beleg", is_bot=True, username="beleg_bot")
ANNA = {"id": 1, "first_name": "Anna", "is_bot": False}
PRIVATE = {"id": 1, "type": "private"}
GROUP = {"id": -5, "type": "supergroup", "title": "Verein"}
OF_BOT = {"message_id": 3, "date": 0, "chat": GROUP, "from": BOT.to_dict(), "text": "Antwort"}


def message(text: str | None, chat: dict[str, Any] = GROUP, **fields: Any) -> Message:
    data = {
        "message_id": 7,
        "date": 0,
        "chat": chat,
        "from": ANNA,
        "text": text,
        "entities": marks(text or ""),
        **fields,
    }
    found = Message.de_json(data, None)
    assert found is not None
    return found


def marks(text: str) -> list[dict[str, Any]]:
    """Commands and mentions as Telegram finds them, in UTF-16 units."""
    found = []
    for word in text.split():
        kind = {"/": "bot_command", "@": "mention"}.get(word[0])
        if kind:
            offset = len(text[: text.index(word)].encode("utf-16-le")) // 2
            found.append({"type": kind, "offset": offset, "length": len(word.rstrip(",:?"))})
    return found


def asked(text: str, chat: dict[str, Any] = GROUP, **fields: Any) -> Intent | None:
    return intent_of(message(text, chat, **fields), BOT)


def test_in_private_every_text_is_a_question() -> None:
    assert asked("Wer warnte?", PRIVATE) == Question("Wer warnte?")


@pytest.mark.parametrize("text", ["Wer warnte?", "beleg_bot, wer warnte?", "Wann kommt @beleg_bot2?", "/ask Wer?"])
def test_in_a_group_what_people_say_to_each_other_is_not_for_the_bot(text: str) -> None:
    assert asked(text) is None


def test_a_command_with_the_name_of_the_bot_is_for_it() -> None:
    assert asked("/ask@beleg_bot Wer warnte?") == Command("ask", "Wer warnte?")
    assert asked("/ASK@Beleg_Bot  Wer?") == Command("ask", "Wer?")


@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
def test_a_command_with_the_name_of_another_bot_is_not(chat: dict[str, Any]) -> None:
    assert asked("/ask@other_bot Wer warnte?", chat, reply_to_message=OF_BOT) is None


def test_a_reply_to_the_bot_is_for_it() -> None:
    assert asked("Und wann?", reply_to_message=OF_BOT) == Question("Und wann?")
    assert asked("/show 1", reply_to_message=OF_BOT) == Command("show", "1")


def test_a_reply_to_somebody_else_is_not() -> None:
    assert asked("Und wann?", reply_to_message={**OF_BOT, "from": ANNA}) is None


def test_the_first_message_of_a_topic_that_the_bot_opened_is_no_question_to_it() -> None:
    opened = {**OF_BOT, "forum_topic_created": {"name": "Satzung", "icon_color": 1}}
    assert asked("Hallo zusammen", reply_to_message=opened) is None


def test_a_mention_is_for_the_bot_and_not_part_of_the_question() -> None:
    assert asked("@beleg_bot Wer warnte?") == Question("Wer warnte?")
    assert asked("😀😀 @beleg_bot, wer warnte?") == Question("😀😀 , wer warnte?")
    assert asked("@beleg_bot") == Question("")


def test_a_mention_by_account_counts_too() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 5, "user": BOT.to_dict()}
    assert asked("Beleg wer warnte?", entities=[entity]) == Question("wer warnte?")
    someone = {**entity, "user": ANNA}
    assert asked("Beleg wer warnte?", entities=[someone]) is None


def test_a_command_that_is_not_at_the_beginning_is_text() -> None:
    assert asked("Was tut /new ?", PRIVATE) == Question("Was tut /new ?")


def test_the_pieces_of_a_split_question_are_added_behind() -> None:
    first = message("/ask@beleg_bot Wer")
    intent = intent_of(first, BOT)
    assert intent is not None
    assert with_text(intent, "/ask@beleg_bot Wer warnte?", first) == Command("ask", "Wer warnte?")
    mention = message("@beleg_bot Wer")
    assert with_text(Question("Wer"), "@beleg_bot Wer warnte?", mention) == Question("Wer warnte?")


def test_other_bots_are_not_answered_but_anonymous_administrators_are() -> None:
    assert is_by_a_bot(message("Hallo", **{"from": {**ANNA, "is_bot": True}}))
    assert not is_by_a_bot(message("Hallo", **{"from": {**ANNA, "id": ANONYMOUS_ADMINISTRATOR, "is_bot": True}}))
    assert not is_by_a_bot(message("Hallo"))


def test_a_voice_message_is_content_and_a_new_title_is_not() -> None:
    voice = {"file_id": "a", "file_unique_id": "b", "duration": 1}
    assert has_other_content(message(None, PRIVATE, voice=voice))
    assert not has_other_content(message(None, GROUP, new_chat_title="Neu"))
