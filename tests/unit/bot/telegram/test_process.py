"""The process: it starts when it can, loses nothing when it is killed, and ends well when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.telegram_bot import is_at_work
from tests.e2e.telegram_server import TelegramServer

ROOT = Path(__file__).parents[4]


class EchoBot:
    """A bot that says everything back after some time, as a process.

    Parameters
    ----------
    telegram
        The server it talks to.
    folder
        Where it keeps its state and its log.
    """

    def __init__(self, telegram: TelegramServer, folder: Path) -> None:
        self.telegram = telegram
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        telegram.busy.append(lambda: is_at_work(folder / "state"))

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def start(self, seconds: float = 0.02, *, wait: bool = True, **settings: str) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BELEG_")}
        environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "BELEG_TELEGRAM_TOKEN": self.telegram.token,
            "BELEG_TELEGRAM_BASE_URL": self.telegram.base_url,
            "BELEG_STATE_DIR": str(self.folder / "state"),
            "BELEG_LOG_LEVEL": "DEBUG",
            **settings,
        }
        polls = len(self.telegram.calls_of("getUpdates"))
        command = [sys.executable, "-m", "tests.unit.bot.telegram.echo_bot", str(seconds)]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, cwd=self.folder, env=environment, stderr=log)
        self.processes.append(process)
        if wait:
            self.telegram.wait(lambda: len(self.telegram.calls_of("getUpdates")) > polls, "the bot to poll")
        return process


@pytest.fixture
def bot(telegram: TelegramServer, tmp_path: Path) -> Iterator[EchoBot]:
    echo = EchoBot(telegram, tmp_path)
    yield echo
    for process in echo.processes:
        process.kill()
        process.wait()


def test_a_killed_process_answers_each_question_at_least_once(bot: EchoBot, telegram: TelegramServer) -> None:
    people = [telegram.user(f"Person {number}") for number in range(6)]
    process = bot.start(0.1)
    asked = [(person, person.say(f"question {number}")) for number in range(4) for person in people]
    telegram.wait(lambda: any(person.chat.sent for person in people), "a first answer")
    process.kill()
    process.wait()
    bot.start()
    telegram.wait(lambda: all(person.chat.replies(question) for person, question in asked), "all answers")
    telegram.settle()
    twice = [question for person, question in asked if len(person.chat.replies(question)) > 1]
    assert len(twice) <= 1
    for person in people:
        answered = list(dict.fromkeys(sent.text for sent in person.chat.sent))
        assert answered == [f"echo question {number} 10" for number in range(4)]


def test_a_process_that_is_told_to_end_finishes_what_it_began(bot: EchoBot, telegram: TelegramServer) -> None:
    anna = telegram.user("Anna")
    process = bot.start(0.5)
    question = anna.say("question")
    telegram.wait_until_confirmed()
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert len(anna.chat.replies(question)) == 1


def test_a_fault_is_told_by_a_reference_and_the_token_is_in_no_log(bot: EchoBot, telegram: TelegramServer) -> None:
    anna = telegram.user("Anna")
    bot.start()
    reference = anna.command("fail").text.removeprefix("reference ")
    assert f"(reference {reference})" in bot.log
    assert "ValueError: a fault" in bot.log
    for part in (telegram.token, telegram.token.partition(":")[2]):
        assert part not in bot.log


def test_the_process_says_when_it_is_ready(bot: EchoBot, telegram: TelegramServer) -> None:
    bot.start()
    telegram.wait(lambda: telegram.calls_of("setMyCommands"), "what comes after")
    assert bot.log.count(f"@{telegram.world.bot.username} is ready") == 1


def test_a_question_is_not_in_the_log_above_debug(bot: EchoBot, telegram: TelegramServer) -> None:
    bot.start(BELEG_LOG_LEVEL="INFO")
    telegram.user("Anna").ask("a confidential question")
    assert "confidential" not in bot.log


def test_a_second_process_says_that_there_is_one(bot: EchoBot) -> None:
    bot.start()
    second = bot.start(wait=False)
    assert second.wait(60) == 3
    assert "already running" in bot.log


def test_a_token_that_telegram_does_not_know_is_said_without_it(bot: EchoBot) -> None:
    wrong = "7000000001:AAF-mistyped_9876543210_abcdefgh"
    assert bot.start(wait=False, BELEG_TELEGRAM_TOKEN=wrong).wait(60) == 2
    assert "does not accept the token" in bot.log
    assert wrong not in bot.log
    assert wrong.partition(":")[2] not in bot.log


def test_a_process_waits_for_the_network_and_can_be_ended_meanwhile(bot: EchoBot, telegram: TelegramServer) -> None:
    with telegram.away():
        process = bot.start(wait=False)
        deadline = time.monotonic() + 60
        while "cannot be reached" not in bot.log and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert bot.log.count("cannot be reached") == 1


def test_only_updates_with_a_handler_are_asked_for(bot: EchoBot, telegram: TelegramServer) -> None:
    bot.start()
    assert "callback_query" not in str(telegram.calls_of("getUpdates")[0])
    assert "message" in str(telegram.calls_of("getUpdates")[0])


def test_the_menu_is_set_for_every_language_and_scope(bot: EchoBot, telegram: TelegramServer) -> None:
    anna = telegram.user("Anna")
    bot.start(BELEG_TELEGRAM_ADMINS=str(anna.id))
    telegram.wait(lambda: len(telegram.calls_of("setMyCommands")) == 6, "the menus for everybody")
    anna.say("question")
    telegram.wait(lambda: len(telegram.calls_of("setMyCommands")) == 8, "the menus of an administrator")
    anna.ask("another question")
    assert len(telegram.calls_of("setMyCommands")) == 8
    assert telegram.rejected == []


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def webhook(telegram: TelegramServer, port: int, scheme: str = "https") -> dict[str, str]:
    telegram.proxy(f"{scheme}://bot.example.org", f"http://127.0.0.1:{port}")
    return {
        "BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL": f"{scheme}://bot.example.org",
        "BELEG_TELEGRAM_WEBHOOK_PORT": str(port),
    }


def status_of_a_forged_update(port: int, **headers: str) -> int:
    address = f"http://127.0.0.1:{port}/telegram"
    forged = urllib.request.Request(address, b'{"update_id": 1}', {"Content-Type": "application/json", **headers})
    with pytest.raises(urllib.error.HTTPError) as caught, urllib.request.urlopen(forged, timeout=60):
        pass
    caught.value.close()
    return caught.value.code


def test_a_webhook_takes_what_telegram_sends_and_nothing_forged(bot: EchoBot, telegram: TelegramServer) -> None:
    port = free_port()
    process = bot.start(wait=False, **webhook(telegram, port))
    telegram.wait(lambda: "is ready" in bot.log or telegram.calls_of("setMyCommands"), "the webhook")
    assert telegram.user("Anna").ask("question").text == "echo question 8"
    secret = telegram.calls_of("setWebhook")[0].arguments["secret_token"]
    assert len(secret) >= 32
    assert secret not in bot.log
    assert status_of_a_forged_update(port) == 403
    assert status_of_a_forged_update(port, **{"X-Telegram-Bot-Api-Secret-Token": "guess"}) == 403
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def test_a_webhook_that_cannot_work_is_said(bot: EchoBot, telegram: TelegramServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert bot.start(wait=False, **webhook(telegram, port)).wait(60) == 3
    assert f"The webhook cannot listen on 127.0.0.1:{port}" in bot.log
    assert bot.start(wait=False, **webhook(telegram, port, "http")).wait(60) == 2
    assert "does not accept the webhook URL http://bot.example.org/telegram" in bot.log
