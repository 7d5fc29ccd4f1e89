"""A message arrives once and whole, whatever the network and Telegram do; or it is known that nobody knows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram.ext import ExtBot

from bot.telegram.delivery.connection import ApiRequest, Health
from bot.telegram.delivery.limiting import Limiter
from bot.telegram.delivery.sending import Sender, UncertainDeliveryError
from bot.telegram.inbox.inbox import Inbox
from bot.telegram.messages.message import Button, Entity, EntityKind, Message
from bot.telegram.storage.database import Database
from tests.e2e.bot_api.faults import Kind
from tests.e2e.bot_api.people import Person
from tests.e2e.telegram_server import TelegramServer

HELLO = Message("Hallo")
LONG = Message("\n\n".join(f"{number} " + "wort " * 700 for number in range(4)), buttons=((Button("👍", "up:1"),),))


class Office:
    """A sender that talks to a server, and what it was told."""

    def __init__(self, telegram: TelegramServer, database: Database) -> None:
        self.telegram = telegram
        self.inbox = Inbox(database)
        self.migrations: list[tuple[int, int]] = []
        self.read_seconds = 60.0

    def run(self, work: Callable[[Sender], Awaitable[Any]]) -> Any:
        async def migrated(old: int, new: int) -> None:
            self.migrations.append((old, new))

        async def scenario() -> Any:
            bot = ExtBot(
                self.telegram.token,
                self.telegram.base_url,
                request=ApiRequest(Health(lambda: None), read_timeout=self.read_seconds),
                rate_limiter=Limiter(30),
            )
            async with bot:
                return await work(Sender(bot, self.inbox, migrated))

        return asyncio.run(scenario())

    def send(self, person: Person, message: Message, **how: Any) -> Any:
        return self.run(lambda sender: sender.send(person.chat.id, None, message, **how))


@pytest.fixture
def office(telegram: TelegramServer, database: Database) -> Office:
    return Office(telegram, database)


@pytest.fixture
def anna(telegram: TelegramServer) -> Person:
    return telegram.user("Anna", started=True)


def texts(person: Person) -> list[str]:
    return [sent.text for sent in person.chat.sent]


def test_formatting_and_buttons_arrive_as_they_were_meant(office: Office, anna: Person) -> None:
    question = anna.say("Frage?")
    message = Message("😀 notes.md", (Entity(EntityKind.CODE, 2, 10),), ((Button("Zeigen", "open:a"),),))
    message_id = office.send(anna, message, reply_to=question["message_id"])
    [sent] = anna.chat.replies(question)
    assert sent.id == message_id
    assert sent.text == message.text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in sent.entities] == [("code", 3, 8)]
    assert [button["callback_data"] for button in sent.buttons] == ["open:a"]
    assert office.telegram.violations == []


def test_a_question_that_is_gone_is_answered_all_the_same(office: Office, anna: Person) -> None:
    question = anna.say("Frage?")
    anna.chat.delete(question)
    assert office.send(anna, HELLO, reply_to=question["message_id"])
    assert texts(anna) == ["Hallo"]


def test_of_a_long_message_the_first_part_replies_and_the_last_has_the_buttons(office: Office, anna: Person) -> None:
    question = anna.say("Frage?")
    office.send(anna, LONG, reply_to=question["message_id"])
    assert [sent.replies_to == question["message_id"] for sent in anna.chat.sent] == [True, False, False, False]
    assert [bool(sent.buttons) for sent in anna.chat.sent] == [False, False, False, True]


def test_the_general_topic_is_never_named(office: Office, telegram: TelegramServer, anna: Person) -> None:
    forum = telegram.supergroup("Forum", anna, forum=True)
    assert office.run(lambda sender: sender.send(forum.id, 1, HELLO))
    assert telegram.rejected == []


@pytest.mark.parametrize("kind", [Kind.BAD_GATEWAY, Kind.TOO_MANY_REQUESTS])
def test_what_certainly_was_not_sent_is_sent_again(kind: Kind, office: Office, anna: Person) -> None:
    office.telegram.faults.order(kind, "sendMessage")
    assert office.send(anna, HELLO)
    assert texts(anna) == ["Hallo"]


@pytest.mark.parametrize(("kind", "arrived"), [(Kind.LOST, 1), (Kind.CUT, 0), (Kind.HANGS, 1)])
def test_what_may_have_arrived_is_not_sent_again(kind: Kind, arrived: int, office: Office, anna: Person) -> None:
    office.telegram.faults.order(kind, "sendMessage")
    office.read_seconds = 2.0 if kind is Kind.HANGS else office.read_seconds
    with pytest.raises(UncertainDeliveryError):
        office.send(anna, HELLO)
    office.telegram.wait(lambda: len(texts(anna)) == arrived, "what the call did")


def test_an_answer_is_done_when_its_last_part_has_been_sent(office: Office, anna: Person) -> None:
    async def scenario(sender: Sender) -> list[str]:
        await office.inbox.put(9, "question")
        await sender.send(anna.chat.id, None, LONG, answers=9)
        return await office.inbox.pending()

    assert office.run(scenario) == []


def test_after_a_restart_the_parts_that_were_sent_are_not_sent_again(office: Office, anna: Person) -> None:
    async def scenario(sender: Sender) -> None:
        await office.inbox.put(9, "question")
        await sender.send(anna.chat.id, None, LONG, answers=9)

    async def interrupted(sender: Sender) -> None:
        await office.inbox.put(9, "question")
        task = asyncio.create_task(sender.send(anna.chat.id, None, LONG, answers=9))
        while len(texts(anna)) < 2:
            await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.wait({task})

    office.run(interrupted)
    assert len(texts(anna)) < 4
    office.run(scenario)
    assert [text.split()[0] for text in texts(anna)] == ["0", "1", "2", "3"]


def test_who_has_blocked_the_bot_ends_its_work_quietly(
    office: Office, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    anna.chat.set_bot_status("kicked", anna)
    with caplog.at_level(logging.INFO, "bot"):
        assert office.send(anna, Message("Geheim")) is None
    assert len(caplog.records) == 1
    assert "Geheim" not in caplog.text


def test_a_group_that_has_moved_gets_its_answer_in_its_new_place(
    office: Office, telegram: TelegramServer, anna: Person
) -> None:
    old = telegram.group("Gruppe", anna)
    new = old.migrate(anna)
    assert office.run(lambda sender: sender.send(old.id, None, HELLO))
    assert [sent.text for sent in new.sent] == ["Hallo"]
    assert office.migrations == [(old.id, new.id)]


def test_an_edit_is_repeated_until_it_is_there(office: Office, telegram: TelegramServer, anna: Person) -> None:
    message_id = office.send(anna, HELLO)
    telegram.faults.order(Kind.LOST, "editMessageText")
    assert office.run(lambda sender: sender.edit(anna.chat.id, message_id, Message("Neu")))
    assert texts(anna) == ["Neu"]


def test_a_message_that_cannot_be_edited_is_no_fault(office: Office, anna: Person) -> None:
    assert not office.run(lambda sender: sender.edit(anna.chat.id, 999_999, HELLO))


def test_a_button_that_was_pressed_too_long_ago_is_no_fault(office: Office) -> None:
    office.run(lambda sender: sender.answer_callback("12345", "zu spät"))
    assert [call.status for call in office.telegram.calls_of("answerCallbackQuery")] == [400]
