"""No question is lost, and few answers come twice: the network, Telegram, people and the process itself fail."""

from __future__ import annotations

import random
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bot_api.faults import Kind
from tests.e2e.bot_api.people import Person, wait
from tests.e2e.bot_api.world import Sent
from tests.e2e.conftest import Place
from tests.e2e.telegram_bot import TelegramBot, labels, nothing_was_refused
from tests.e2e.telegram_load import ask_everything, kill_at, tally
from tests.e2e.telegram_server import TelegramServer

WHEN = "Wann treffen sich die Außenminister der Turkstaaten?"
ASKERS = 20
EACH = 5
MANY = {"BELEG_TELEGRAM_QUESTIONS_PER_MINUTE": "1000"}
FAST = {**MANY, "BELEG_TELEGRAM_MESSAGES_PER_SECOND": "200"}


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture(scope="module")
def bot(telegram: TelegramServer, article: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TelegramBot]:
    """For faults that it outlives."""
    place = Place(tmp_path_factory.mktemp("faults") / "place")
    shutil.copytree(article.folder, place.folder)
    with TelegramBot(place, telegram, **MANY) as running:
        yield running
    assert "Traceback" not in running.log


@pytest.fixture
def anna(telegram: TelegramServer, bot: TelegramBot) -> Iterator[Person]:
    yield telegram.user("Anna")
    telegram.faults.clear()


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """Another Telegram, for bots that are stopped and started."""
    with TelegramServer() as running:
        yield running


def answers(person: Person) -> list[Sent]:
    return [sent for sent in person.chat.sent if "¶6" in sent.text]


# Telegram and the network


def test_a_limit_is_waited_for_and_then_there_is_one_answer(telegram: TelegramServer, anna: Person) -> None:
    telegram.faults.order(Kind.TOO_MANY_REQUESTS, "sendMessage", seconds=1)
    started = time.monotonic()
    anna.ask(WHEN)
    assert time.monotonic() - started >= 1
    telegram.settle()
    assert len(anna.chat.sent) == 1


def test_server_errors_are_outlived(telegram: TelegramServer, anna: Person) -> None:
    telegram.faults.order(Kind.BAD_GATEWAY, times=6, probability=0.5)
    anna.ask(WHEN)
    telegram.settle()
    assert len(anna.chat.sent) == 1


def test_updates_that_were_lost_on_the_way_are_fetched_again(telegram: TelegramServer, anna: Person) -> None:
    telegram.faults.order(Kind.LOST, "getUpdates", times=2)
    telegram.faults.order(Kind.CUT, "getUpdates", times=2)
    anna.ask(WHEN)
    telegram.settle()
    assert len(anna.chat.sent) == 1


def test_an_answer_of_which_nobody_knows_whether_it_arrived_is_not_sent_twice(
    telegram: TelegramServer, anna: Person
) -> None:
    telegram.faults.order(Kind.LOST, "sendMessage", chat_id=anna.id)
    anna.say(WHEN)
    telegram.settle()
    assert len(answers(anna)) == 1


def test_an_answer_that_did_not_arrive_can_be_had(telegram: TelegramServer, anna: Person) -> None:
    telegram.faults.order(Kind.CUT, "sendMessage", chat_id=anna.id)
    anna.say(WHEN)
    notice = anna.chat.wait_for_sent(1)
    if not answers(anna):
        anna.wait_for_answer(anna.press(notice, labels(notice)[0]))
        anna.chat.wait_for_sent(2)
    telegram.settle()
    assert len(answers(anna)) == 1


def test_questions_asked_while_telegram_is_away_are_answered_once(
    telegram: TelegramServer, anna: Person, bot: TelegramBot
) -> None:
    said = len(bot.log)
    with telegram.away():
        question = anna.say(WHEN)
        bot.wait_for_log("Telegram cannot be reached", since=said)
    anna.chat.wait_for_reply(question)
    telegram.settle()
    assert len(anna.chat.sent) == 1


def test_somebody_who_blocks_the_bot_is_no_trouble_for_others(
    telegram: TelegramServer, anna: Person, bot: TelegramBot
) -> None:
    ben = telegram.user("Ben")
    with telegram.world.changed:
        ben.say(WHEN)
        ben.say(WHEN)
        ben.block()
    assert "¶6" in anna.ask(WHEN).text
    telegram.settle()
    refused = [call for call in telegram.rejected if call.method == "sendMessage"]
    assert len(refused) <= 2
    assert "Traceback" not in bot.log
    ben.unblock()
    assert "¶6" in ben.ask(WHEN).text


def test_nothing_is_lost_within_the_limits_of_telegram(telegram: TelegramServer, bot: TelegramBot) -> None:
    telegram.limit_floods()
    asked = ask_everything([telegram.user("Gast") for _ in range(ASKERS)], 2, random.Random(1))
    counted = tally(telegram, asked)
    telegram.service.flood = None
    assert (counted.answered, counted.doubled) == (2 * ASKERS, 0)


def test_a_second_bot_gets_one_clear_line(telegram: TelegramServer, bot: TelegramBot, tmp_path: Path) -> None:
    here = bot.place.beleg("telegram", **{**bot.settings, "BELEG_LOG_LEVEL": "WARNING"})
    assert here.returncode != 0
    assert 1 <= len(here.stderr.strip().splitlines()) <= 2
    said = len(bot.log)
    elsewhere = {**bot.settings, "BELEG_STATE_DIR": str(tmp_path / "state")}
    place = Place(tmp_path)
    shutil.copytree(bot.place.folder / "seeds", place.seeds)
    with TelegramBot(place, telegram, **elsewhere) as other:
        conflicts = lambda: [call for call in telegram.calls_of("getUpdates") if call.status == 409]  # noqa: E731
        telegram.wait(lambda: len(conflicts()) >= 2, "two conflicts")
    both = bot.log[said:] + other.log
    assert 1 <= both.count("instance") <= 2
    assert "Traceback" not in both


# The process


def test_nothing_is_lost_and_little_is_doubled_when_the_bot_is_killed(copy: Place, server: TelegramServer) -> None:
    chance = random.Random(2)
    kills = sorted(chance.sample(range(5, ASKERS * EACH - 10), 3))
    with TelegramBot(copy, server, **FAST) as running:
        asked = ask_everything([server.user("Gast") for _ in range(ASKERS)], EACH, chance)
        for answered in kills:
            kill_at(running, server, answered, chance)
        counted = tally(server, asked)
    assert counted.lost == 0
    assert counted.doubled <= len(kills)
    assert nothing_was_refused(server)


def test_what_was_asked_before_the_end_is_answered_and_the_end_is_clean(copy: Place, server: TelegramServer) -> None:
    with TelegramBot(copy, server, **MANY, BELEG_LOG_LEVEL="DEBUG") as running:
        people = [server.user("Gast") for _ in range(5)]
        server.faults.order(Kind.SLOW, "sendMessage", times=5, seconds=0.1)
        asked = ask_everything(people, 1, random.Random(3))
        server.wait_until_confirmed()
        server.wait(lambda: server.calls_of("sendMessage"), "an answer on its way")
        running.signal(signal.SIGTERM)
        more = ask_everything(people, 2, random.Random(4))
        assert running.wait() == 0
        assert all(len(one.person.chat.replies(one.question)) == 1 for one in asked)
        running.start()
        counted = tally(server, asked + more)
        assert (counted.lost, counted.doubled) == (0, 0)
        assert running.stop() == 0
    assert server.token not in running.log


def test_a_bot_waits_for_the_network_at_its_start_and_answers_what_was_asked_before(
    copy: Place, server: TelegramServer
) -> None:
    anna = server.user("Anna")
    question = anna.say(WHEN)
    bot = TelegramBot(copy, server, BELEG_LOG_LEVEL="DEBUG")
    with server.away():
        bot.start(wait=False)
        bot.wait_for_log("Telegram")
        assert bot.is_running
    with bot:
        anna.chat.wait_for_reply(question)
        server.settle()
        assert len(anna.chat.sent) == 1
        server.service.token = "1:revoked"
        anna.say(WHEN)
        assert bot.wait() == 2
    assert server.token not in bot.log


def test_buttons_and_conversations_outlive_a_restart_and_buttons_say_what_became_of_their_source(
    copy: Place, server: TelegramServer
) -> None:
    anna = server.user("Anna")
    article = copy.seeds / Place.ARTICLE
    text = article.read_text(encoding="utf-8")
    with TelegramBot(copy, server, **MANY) as running:
        answer = anna.ask(WHEN)
        running.signal(signal.SIGINT)
        assert running.wait() == 0
        running.start()
        assert "auf Initiative der Türkei" in opened(anna, answer)
        assert "¶6" in anna.ask("Und wer nimmt daran teil?").text
        running.change(article, text.replace("11. Januar", "12. Februar"))
        assert "12. Februar" in anna.ask(WHEN).text
        said = opened(anna, answer)
        assert "geändert" in said or "nicht mehr" in said
        running.change(article, "Etwas ganz anderes steht hier.\n")
        assert "¶6" not in anna.ask(WHEN).text
        assert "nicht mehr" in opened(anna, answer)
        sent = len(anna.chat.sent)
        assert server.repeat_updates(9)
        server.settle()
        assert len(anna.chat.sent) == sent
    assert nothing_was_refused(server)


def test_a_running_bot_follows_the_documents(copy: Place, server: TelegramServer) -> None:
    anna = server.user("Anna")
    with TelegramBot(copy, server) as running:
        assert "Sonnenhof" not in anna.ask("Wo liegt der Sonnenhof?").text
        running.change(copy.seeds / "hof.txt", "Der Sonnenhof liegt am Ufer der Elbe bei Tangermünde.\n")
        assert "Elbe" in anna.ask("Wo liegt der Sonnenhof?").text


def opened(person: Person, answer: Sent) -> str:
    """What the button of an answer says and shows."""
    before = len(person.chat.sent)
    query = person.wait_for_answer(person.press(answer, "[1] ¶6"))
    shown = lambda: "".join(sent.text for sent in person.chat.sent[before:])  # noqa: E731
    wait(person.world, lambda: query.answer.get("text") or shown(), "what became of the source")
    return query.answer.get("text", "") + shown()


# Webhook


def test_by_webhook_the_same_holds_and_a_forged_delivery_is_refused(copy: Place, server: TelegramServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL": "https://bot.example.org",
        "BELEG_TELEGRAM_WEBHOOK_PORT": str(port),
        "BELEG_TELEGRAM_WEBHOOK_PATH": "hook",
        "BELEG_TELEGRAM_WEBHOOK_SECRET_TOKEN": "geheim_0815",
        "BELEG_LOG_LEVEL": "DEBUG",
        **MANY,
    }
    server.proxy("https://bot.example.org", f"http://127.0.0.1:{port}")
    forged = b'{"update_id": 1, "message": {}}'
    with TelegramBot(copy, server, **settings) as running:
        assert server.user("Anna").ask(WHEN)
        assert [post(port, forged), post(port, forged, "falsch")] == [403, 403]
        asked = ask_everything([server.user("Gast") for _ in range(10)], 3, random.Random(5))
        kill_at(running, server, 8, random.Random(6))
        counted = tally(server, asked)
        assert (counted.lost, counted.doubled <= 1) == (0, True)
        server.repeat_updates(10)
        server.settle()
        assert tally(server, asked).doubled == counted.doubled
    assert not any(secret in running.log for secret in ("geheim_0815", server.token))
    assert nothing_was_refused(server)


def post(port: int, body: bytes, secret: str = "") -> int:
    """The status that a delivery gets."""
    headers = {"Content-Type": "application/json", **({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/hook", body, headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
