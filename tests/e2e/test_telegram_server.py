"""The Bot API server of the tests is strict where Telegram is, over HTTP and through python-telegram-bot."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.e2e.bot_api.client import call, send, updates
from tests.e2e.bot_api.faults import Kind
from tests.e2e.bot_api.people import Person, mention_of
from tests.e2e.telegram_server import TOKEN, TelegramServer


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        yield running


@pytest.fixture
def anna(server: TelegramServer) -> Person:
    return server.user("Anna", started=True)


# Methods and tokens


@pytest.mark.parametrize(
    ("token", "method", "status"),
    [
        (TOKEN, "getMe", 200),
        (TOKEN, "getme", 200),
        (TOKEN, "sendCoffee", 404),
        ("1:x", "getMe", 401),
        ("x", "getMe", 404),
    ],
)
def test_a_method_needs_its_name_and_the_token(server: TelegramServer, token: str, method: str, status: int) -> None:
    answer = call(server, method, token=token)
    assert answer.get("error_code", 200) == status


def test_python_telegram_bot_reads_every_object_that_is_sent(server: TelegramServer) -> None:
    anna = server.user("Anna", language="de", username="anna_b")
    forum = server.supergroup("Verein", anna, forum=True)
    forum.set_bot_status("administrator", anna)
    topic = forum.topic("Satzung", anna)
    anna.say("/start c_1")
    said = anna.say("/ask@beleg_test_bot 🙂 und Ben?", forum, topic=topic)
    anna.edit(said, "Und Ben?")
    anna.send({"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9,
                           "is_animated": False, "is_video": False}})  # fmt: skip
    anna.send_file("notes.md", b"text")
    anna.search("Satzung")
    anna.join(forum)
    anna.block()
    with_bot(server, check_updates, topic)


async def check_updates(bot: telegram.Bot, topic: int) -> None:
    received = await bot.get_updates(allowed_updates=telegram.Update.ALL_TYPES)
    kinds = [next(name for name in update.to_dict() if name != "update_id") for update in received]
    assert kinds == [
        "my_chat_member", "message", "message", "message", "edited_message", "message", "message", "inline_query",
        "message", "my_chat_member",
    ]  # fmt: skip
    created, start, asked, edited = (update.effective_message for update in received[1:5])
    assert created.forum_topic_created.name == "Satzung"
    assert start.parse_entities() == {start.entities[0]: "/start"}
    assert (asked.message_thread_id, asked.is_topic_message) == (topic, True)
    assert asked.reply_to_message.forum_topic_created
    assert list(asked.parse_entities().values()) == ["/ask@beleg_test_bot"]
    assert edited.edit_date
    assert received[5].effective_user.language_code == "de"
    assert (await received[6].message.document.get_file()).file_path.startswith(bot.base_file_url)


def with_bot(server: TelegramServer, use: Any, *arguments: Any) -> Any:
    """Let python-telegram-bot talk with the server."""

    async def run() -> Any:
        bot = telegram.Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url)
        async with bot:
            return await use(bot, *arguments)

    return asyncio.run(run())


def test_python_telegram_bot_recognises_the_errors(
    server: TelegramServer, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    async def provoke(bot: telegram.Bot) -> None:
        with pytest.raises(BadRequest, match="Message text is empty"):
            await bot.send_message(anna.id, " ")
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(1, "Hallo")
        with pytest.raises(Forbidden, match="can't initiate conversation"):
            await bot.send_message(server.user("Ben").id, "Hallo")
        group = server.group("Verein", anna)
        new = group.migrate(anna)
        with pytest.raises(ChatMigrated) as migrated:
            await bot.send_message(group.id, "Hallo")
        assert migrated.value.new_chat_id == new.id
        server.faults.order(Kind.TOO_MANY_REQUESTS, "sendMessage", seconds=3)
        with pytest.raises(RetryAfter):
            await bot.send_message(anna.id, "Hallo")
        server.faults.order(Kind.BAD_GATEWAY, "sendMessage")
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(anna.id, "Hallo")
        anna.block()
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(anna.id, "Hallo")

    with_bot(server, provoke)
    assert [call.status for call in server.rejected] == [400, 400, 403, 400, 403]
    server.service.token = "1:another"
    with pytest.raises(InvalidToken):
        with_bot(server, telegram.Bot.get_me)


# Updates


def test_an_update_is_delivered_until_an_offset_confirms_it(server: TelegramServer, anna: Person) -> None:
    for text in "abc":
        anna.say(text)
    ids = [update["update_id"] for update in updates(server)]
    assert [update["update_id"] for update in updates(server, limit=2)] == ids[:2]
    assert [update["message"]["text"] for update in updates(server, offset=ids[1])] == ["b", "c"]
    assert [update["message"]["text"] for update in updates(server, offset=-1)] == ["c"]
    assert [update["message"]["text"] for update in updates(server)] == ["c"]
    assert updates(server, offset=ids[2] + 1) == []
    assert server.repeat_updates(2) == 2
    assert [update["update_id"] for update in updates(server)] == ids[1:]


def test_a_long_poll_returns_at_once_when_something_comes(server: TelegramServer, anna: Person) -> None:
    with ThreadPoolExecutor() as pool:
        polling = pool.submit(call, server, "getUpdates", timeout=50, patience=60)
        server.wait(lambda: server.calls, "a poll")
        anna.say("Hallo")
        assert polling.result()["result"][0]["message"]["text"] == "Hallo"


def test_an_empty_long_poll_takes_its_time(server: TelegramServer) -> None:
    started = time.monotonic()
    assert updates(server, timeout=1) == []
    assert time.monotonic() - started >= 0.9


def test_the_kinds_that_are_asked_for_stay_asked_for(server: TelegramServer, anna: Person) -> None:
    message = anna.say("Hallo")
    assert anna.react(message, "👍") is None
    updates(server, allowed_updates=["message_reaction"])
    assert anna.react(message, "👎")
    anna.say("nicht gefragt")
    assert [list(update)[1] for update in updates(server)] == ["message", "message_reaction"]


def test_a_second_poller_ends_the_first(server: TelegramServer) -> None:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(call, server, "getUpdates", timeout=50, patience=60)
        server.wait(lambda: server.calls, "a poll")
        assert updates(server) == []
        assert first.result()["error_code"] == 409
    assert server.rejected == []


def test_reactions_in_groups_are_told_to_administrators_only(server: TelegramServer, anna: Person) -> None:
    updates(server, allowed_updates=["message", "message_reaction"])
    group = server.supergroup("Verein", anna)
    message = anna.say("Hallo", group)
    assert anna.react(message, "👍") is None
    group.set_bot_status("administrator", anna)
    assert anna.react(message, "👎")


def test_in_privacy_mode_a_group_shows_only_what_is_meant_for_the_bot(server: TelegramServer, anna: Person) -> None:
    server.world.privacy_mode = True
    group = server.supergroup("Verein", anna)
    for text in ("Hallo", "@beleg_test_bot Hallo", "/ask@otherbot x", "/ask@beleg_test_bot y", "/ask z"):
        anna.say(text, group)
    assert [update["message"]["text"] for update in updates(server)] == ["/ask@beleg_test_bot y"]


# People


def test_commands_mentions_and_people_without_a_name_are_marked(server: TelegramServer, anna: Person) -> None:
    ben = server.user("Ben")
    text = "🙂 /show@beleg_test_bot 1, @anna_b und Ben, mail@example.org"
    message = anna.say(text, entities=[mention_of(text, "Ben", ben)])
    assert sorted(found["type"] for found in message["entities"]) == ["bot_command", "email", "mention", "text_mention"]


def test_a_long_text_comes_in_pieces(server: TelegramServer, anna: Person) -> None:
    assert [len(piece["text"]) for piece in anna.say_long("🙂" * 3000)] == [2048, 952]


# Faults


def test_what_is_cut_was_not_done_and_what_is_lost_was(server: TelegramServer, anna: Person) -> None:
    for kind in (Kind.CUT, Kind.LOST):
        server.faults.order(kind, "sendMessage")
        with pytest.raises((ConnectionError, urllib.error.URLError)):
            send(server, anna, kind.name)
    server.faults.order(Kind.HANGS, "sendMessage")
    with pytest.raises(TimeoutError):
        call(server, "sendMessage", chat_id=anna.id, text="HANGS", patience=0.3)
    anna.chat.wait_for_sent(2)
    server.faults.order(Kind.SLOW, "sendMessage", seconds=0.3)
    started = time.monotonic()
    assert send(server, anna, "SLOW")["ok"]
    assert time.monotonic() - started >= 0.3
    assert [sent.text for sent in anna.chat.sent] == ["LOST", "HANGS", "SLOW"]


def test_a_server_that_was_away_comes_back_at_the_same_place(server: TelegramServer) -> None:
    with server.away(), pytest.raises(urllib.error.URLError, match="refused"):
        call(server, "getMe")
    assert call(server, "getMe")["ok"]


def test_floods_are_stopped_when_limits_are_on(server: TelegramServer, anna: Person) -> None:
    server.limit_floods()
    answers = [send(server, anna, "a") for _ in range(6)]
    assert [answer.get("error_code") for answer in answers] == [None] * 5 + [429]
    assert answers[-1]["parameters"]["retry_after"] >= 1


# Webhooks


class Recorder(BaseHTTPRequestHandler):
    """A webhook that refuses the first delivery and keeps the rest."""

    received: ClassVar[list[tuple[str, str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append((self.path, self.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), body))
        self.send_response(500 if len(self.received) == 1 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_request(self, *_: object) -> None:
        """Say nothing."""


def test_a_webhook_gets_updates_with_its_secret_until_it_takes_them(server: TelegramServer, anna: Person) -> None:
    Recorder.received.clear()
    anna.say("vorher")
    with HTTPServer(("127.0.0.1", 0), Recorder) as hook:
        listening = threading.Thread(target=hook.serve_forever)
        listening.start()
        server.proxy("https://bot.example.org", f"http://127.0.0.1:{hook.server_port}")
        assert "HTTPS" in call(server, "setWebhook", url="http://bot.example.org/x")["description"]
        assert "unallowed" in call(server, "setWebhook", url="https://bot.example.org", secret_token="ä")["description"]
        assert call(server, "setWebhook", url="https://bot.example.org/x", secret_token="geheim")["ok"]
        assert call(server, "getUpdates")["error_code"] == 409
        server.wait(lambda: server.hook.delivered == 1, "a delivery")
        hook.shutdown()
        listening.join()
    assert [(path, secret) for path, secret, _ in Recorder.received] == [("/x", "geheim")] * 2
    assert "500" in call(server, "getWebhookInfo")["result"]["last_error_message"]
    anna.say("nachher")
    assert call(server, "deleteWebhook", drop_pending_updates=True)["ok"]
    assert updates(server) == []
