"""What the Bot API server of the tests refuses, and what it lets pass but notes: texts, entities, places, keyboards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.bot_api.client import call, entity, send, updates
from tests.e2e.bot_api.people import Person
from tests.e2e.telegram_server import TelegramServer

CALLBACK = {"text": "ja", "callback_data": "1"}


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        yield running


@pytest.fixture
def anna(server: TelegramServer) -> Person:
    return server.user("Anna", started=True)


# Texts and entities


@pytest.mark.parametrize(
    ("text", "entities", "problem"),
    [
        ("", [], "message text is empty"),
        (" \n\u200b", [], "message text is empty"),
        ("x" * 4097, [], "message is too long"),
        ("ab", [entity("bold", 0, 3)], "ends after the end of the text"),
        ("ab", [entity("bold", 3, 1)], "begins after the end of the text"),
        ("🙂", [entity("bold", 1, 1)], "begins in a middle of a UTF-16 symbol"),
        ("🙂", [entity("bold", 0, 1)], "ends in a middle of a UTF-16 symbol"),
        ("ab", [entity("loud", 0, 1)], "can't parse MessageEntity"),
        ("ab", [entity("text_link", 0, 1)], 'can\'t find field "url"'),
        ("ab", [entity("bold", -1, 1)], "incorrect offset"),
    ],
)
def test_a_text_that_telegram_refuses(
    server: TelegramServer, anna: Person, text: str, entities: list[Any], problem: str
) -> None:
    answer = send(server, anna, text, entities=entities)
    assert answer["error_code"] == 400
    assert problem in answer["description"]
    assert (len(server.rejected), anna.chat.sent) == (1, [])


@pytest.mark.parametrize(
    ("text", "entities", "problem"),
    [
        ("a" * 101, [entity("bold", place, 1) for place in range(101)], "101 entities"),
        ("abcd", [entity("bold", 0, 2), entity("italic", 1, 2)], "overlap"),
        ("abcd", [entity("blockquote", 0, 4), entity("expandable_blockquote", 1, 2)], "within a block quote"),
        ("abcd", [entity("code", 0, 4), entity("bold", 1, 2)], "cannot be nested"),
        ("abcd", [entity("bold", 0, 4), entity("code", 1, 2)], "cannot be nested"),
        ("abcd", [entity("text_link", 0, 2, url="http://localhost/x")], "dropped"),
        ("abcd", [entity("text_link", 0, 2, url="file:///etc/passwd")], "dropped"),
        ("abcd", [entity("bold", 1, 0)], "no length"),
    ],
)
def test_what_telegram_damages_silently_is_noted(
    server: TelegramServer, anna: Person, text: str, entities: list[Any], problem: str
) -> None:
    assert send(server, anna, text, entities=entities)["ok"]
    assert problem in "; ".join(server.violations)


def test_a_text_of_4096_code_points_may_have_more_units(server: TelegramServer, anna: Person) -> None:
    assert send(server, anna, " " + "🙂" * 4096 + "\n")["ok"]


def test_a_text_is_trimmed_and_its_entities_move_along(server: TelegramServer, anna: Person) -> None:
    entities = [entity("blockquote", 3, 7), entity("code", 6, 2)]
    result = send(server, anna, "\n\r 🙂 ab\u202e c\x00 ", entities=entities)["result"]
    assert result["text"] == "🙂 ab c"
    assert result["entities"] == [entity("blockquote", 0, 6), entity("code", 3, 2)]
    assert server.violations == []


def test_names_that_look_like_addresses_become_links_unless_they_are_code(server: TelegramServer, anna: Person) -> None:
    plain = send(server, anna, "notes.md")["result"]
    code = send(server, anna, "notes.md", entities=[entity("code", 0, 8)])["result"]
    assert [found["type"] for found in plain["entities"]] == ["url"]
    assert [found["type"] for found in code["entities"]] == ["code"]


@pytest.mark.parametrize(
    ("text", "mode", "problem"),
    [
        ("<b>x", "HTML", "Can't find end tag"),
        ("<br>", "HTML", 'Unsupported start tag "br"'),
        ("<b>x</i>", "html", "Unmatched end tag"),
        ("a < b", "HTML", "Unsupported start tag"),
        ("a.", "MarkdownV2", "is reserved"),
        ("*a", "MarkdownV2", "Can't find end of Bold entity"),
        ("_a", "Markdown", "Can't find end of Italic entity"),
        ("a", "BBCode", "unsupported parse_mode"),
    ],
)
def test_marks_that_cannot_be_read_are_refused(
    server: TelegramServer, anna: Person, text: str, mode: str, problem: str
) -> None:
    assert problem in send(server, anna, text, parse_mode=mode)["description"]


@pytest.mark.parametrize(
    ("text", "mode"),
    [("<b>&lt;ä&gt;</b> <code>x</code>", "HTML"), ("*<ä\\>* `x`", "MarkdownV2"), ("*<ä>* `x`", "Markdown")],
)
def test_marks_become_entities(server: TelegramServer, anna: Person, text: str, mode: str) -> None:
    result = send(server, anna, text, parse_mode=mode)["result"]
    assert (result["text"], result["entities"]) == ("<ä> x", [entity("bold", 0, 3), entity("code", 4, 1)])


# Where a message goes


def test_a_reply_needs_its_message_unless_the_call_does_without(server: TelegramServer, anna: Person) -> None:
    question = anna.say("Hallo?")
    assert send(server, anna, "a", reply_parameters={"message_id": question["message_id"]})["result"][
        "reply_to_message"
    ]
    anna.chat.delete(question)
    gone = {"message_id": question["message_id"]}
    assert "message to be replied not found" in send(server, anna, "b", reply_parameters=gone)["description"]
    assert send(server, anna, "c", reply_parameters={**gone, "allow_sending_without_reply": True})["ok"]


def test_a_quote_must_stand_in_the_message(server: TelegramServer, anna: Person) -> None:
    reply = {"message_id": anna.say("Hallo?")["message_id"], "quote": "hallo"}
    assert "QUOTE_TEXT_INVALID" in send(server, anna, "b", reply_parameters=reply)["description"]


@pytest.mark.parametrize("thread", [1, 999])
@pytest.mark.parametrize("method", ["sendMessage", "sendChatAction"])
def test_only_topics_that_there_are_can_be_written_to(
    server: TelegramServer, anna: Person, thread: int, method: str
) -> None:
    forum = server.supergroup("Verein", anna, forum=True)
    there = {"chat_id": forum.id, "text": "a", "action": "typing"}
    assert "message thread not found" in call(server, method, **there, message_thread_id=thread)["description"]
    assert call(server, method, **there, message_thread_id=forum.topic("Satzung", anna))["ok"]


def test_chats_that_the_bot_was_removed_from_are_forbidden(server: TelegramServer, anna: Person) -> None:
    group = server.supergroup("Verein", anna)
    group.set_bot_status("kicked", anna)
    assert "kicked from the supergroup" in call(server, "sendMessage", chat_id=group.id, text="a")["description"]


# Keyboards and queries


@pytest.mark.parametrize(
    ("button", "problem"),
    [
        ({"text": "ja", "callback_data": "ä" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "ja", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "1"}, "BUTTON_TEXT_INVALID"),
        ({"text": "ja"}, "Text buttons are unallowed"),
        ({"text": "ja", "url": "http://localhost/1"}, "Wrong HTTP URL"),
        ({"text": "ja", "url": "file:///etc/passwd"}, "Unsupported URL protocol"),
    ],
)
def test_a_button_that_telegram_refuses(
    server: TelegramServer, anna: Person, button: dict[str, str], problem: str
) -> None:
    assert problem in send(server, anna, "a", reply_markup={"inline_keyboard": [[button]]})["description"]


def test_a_keyboard_has_at_most_100_buttons(server: TelegramServer, anna: Person) -> None:
    assert send(server, anna, "a", reply_markup={"inline_keyboard": [[CALLBACK] * 8] * 12})["ok"]
    assert not send(server, anna, "a", reply_markup={"inline_keyboard": [[CALLBACK]] * 101})["ok"]
    assert send(server, anna, "a", reply_markup={"inline_keyboard": [[CALLBACK] * 9]})["ok"]
    assert server.violations == ["sendMessage: 9 buttons in a row"]


def test_a_pressed_button_is_answered_once_and_in_time(server: TelegramServer, anna: Person) -> None:
    send(server, anna, "a", reply_markup={"inline_keyboard": [[CALLBACK]]})
    query = anna.press(anna.chat.sent[0], "ja")
    received = updates(server)[-1]["callback_query"]
    assert (received["data"], received["message"]["text"]) == ("1", "a")
    assert not call(server, "answerCallbackQuery", callback_query_id=query.id, text="x" * 201)["ok"]
    assert call(server, "answerCallbackQuery", callback_query_id=query.id, text="ok")["ok"]
    assert "too old" in call(server, "answerCallbackQuery", callback_query_id=query.id)["description"]
    late = anna.press(anna.chat.sent[0], "ja")
    late.expires = 0
    assert "too old" in call(server, "answerCallbackQuery", callback_query_id=late.id)["description"]


def test_an_edit_must_change_something_of_an_own_message(server: TelegramServer, anna: Person) -> None:
    sent = send(server, anna, "a", reply_markup={"inline_keyboard": [[CALLBACK]]})["result"]
    where = {"chat_id": anna.id, "message_id": sent["message_id"]}
    markup = {"inline_keyboard": [[CALLBACK]]}
    assert "not modified" in call(server, "editMessageText", **where, text="a", reply_markup=markup)["description"]
    assert call(server, "editMessageText", **where, text="b")["result"]["text"] == "b"
    assert anna.chat.sent[0].rows == []
    assert [edit["text"] for edit in anna.chat.sent[0].edits] == ["a"]
    theirs = {"chat_id": anna.id, "message_id": anna.say("Hallo")["message_id"]}
    assert "can't be edited" in call(server, "editMessageText", **theirs, text="b")["description"]
    assert (
        "message to edit not found"
        in call(server, "editMessageText", chat_id=anna.id, message_id=1, text="b")["description"]
    )


@pytest.mark.parametrize(
    ("arguments", "accepted"),
    [
        ({"commands": [{"command": "ask", "description": "Fragen"}], "language_code": "de"}, True),
        ({"commands": [{"command": "ask", "description": "Fragen"}], "language_code": "de-DE"}, False),
        ({"commands": [{"command": "Ask", "description": "Fragen"}]}, False),
        ({"commands": [{"command": "ask", "description": ""}]}, False),
        ({"commands": [{"command": "ask", "description": "x" * 257}]}, False),
        ({"commands": [], "scope": {"type": "all_private_chats"}}, True),
        ({"commands": [], "scope": {"type": "everyone"}}, False),
    ],
)
def test_commands_have_names_descriptions_and_two_letters_of_language(
    server: TelegramServer, arguments: dict[str, Any], accepted: bool
) -> None:
    assert call(server, "setMyCommands", **arguments)["ok"] is accepted
