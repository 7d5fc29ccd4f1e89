"""Who may ask, how often, and what must never be seen: strangers, limits, tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.bot_api.people import Person
from tests.e2e.bot_api.world import ChatState
from tests.e2e.conftest import Place
from tests.e2e.telegram_bot import TelegramBot, nothing_was_refused
from tests.e2e.telegram_server import TelegramServer

WHEN = "Wann treffen sich die Außenminister der Turkstaaten?"
SECRET = "1234567890:AAE-another_token_that_nobody_may_see_00"
OPEN_GROUP = -299_999
CONTENT = ("Januar", "Turkstaaten", "¶", Place.ARTICLE)


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture(scope="module")
def friend(telegram: TelegramServer) -> Person:
    return telegram.user("Anna")


@pytest.fixture(scope="module")
def admin(telegram: TelegramServer) -> Person:
    return telegram.user("Chef", started=True)


@pytest.fixture(scope="module")
def bot(
    telegram: TelegramServer,
    friend: Person,
    admin: Person,
    article: Place,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TelegramBot]:
    """For one person, one group and one administrator; it logs all it can."""
    place = Place(tmp_path_factory.mktemp("access"))
    settings = {
        "BELEG_SEEDS": str(article.seeds),
        "BELEG_INDEX_DIR": str(article.folder / ".beleg"),
        "BELEG_TELEGRAM_ALLOWED": f"{friend.id}, {OPEN_GROUP}",
        "BELEG_TELEGRAM_ADMINS": str(admin.id),
        "BELEG_LOG_LEVEL": "DEBUG",
        "BELEG_TELEGRAM_QUESTIONS_PER_MINUTE": "3",
    }
    with TelegramBot(place, telegram, **settings) as running:
        yield running
    assert nothing_was_refused(telegram)
    assert telegram.token not in running.log
    assert telegram.token.partition(":")[2] not in running.log


@pytest.fixture
def stranger(telegram: TelegramServer, bot: TelegramBot) -> Person:
    return telegram.user("Mallory")


ROUTES: dict[str, Callable[[Person, TelegramServer], object]] = {
    "message": lambda stranger, _: stranger.say(WHEN),
    "command": lambda stranger, _: stranger.say("/sources"),
    "show": lambda stranger, _: stranger.say(f"/show {Place.ARTICLE} 6"),
    "start": lambda stranger, _: stranger.say("/start"),
    "administration": lambda stranger, _: stranger.say("/status"),
    "unknown command": lambda stranger, _: stranger.say("/nonsense"),
    "edit": lambda stranger, _: stranger.edit(stranger.say("Hallo"), WHEN),
    "document": lambda stranger, _: stranger.send_file("x.txt", b"text", caption=WHEN),
    "inline": lambda stranger, _: stranger.search(WHEN),
    "voice": lambda stranger, _: stranger.send({"voice": {"file_id": "f", "file_unique_id": "f", "duration": 2}}),
    "group": lambda stranger, telegram: stranger.say(f"/ask@beleg_test_bot {WHEN}", telegram.group("Fremde", stranger)),
    "mention": lambda stranger, telegram: stranger.say(f"@beleg_test_bot {WHEN}", telegram.group("Fremde", stranger)),
}


@pytest.fixture(scope="module")
def said(telegram: TelegramServer, bot: TelegramBot) -> dict[str, list[str]]:
    """What a stranger was told on each route, in any chat and in answers to queries."""
    chats: dict[str, list[ChatState]] = {}
    asked: dict[str, Person] = {}
    for route, go in ROUTES.items():
        known = set(telegram.world.chats)
        asked[route] = telegram.user("Mallory")
        go(asked[route], telegram)
        chats[route] = [chat for chat in telegram.world.chats.values() if chat.id not in known]
    telegram.settle()
    queries = [query for query in telegram.world.queries.values() if query.answered]
    return {
        route: [
            *(sent.text for chat in chats[route] for sent in chat.sent),
            *(str(query.answer) for query in queries if query.person is asked[route].account),
        ]
        for route in ROUTES
    }


@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_gets_one_polite_line_and_no_content(said: dict[str, list[str]], route: str) -> None:
    assert len(said[route]) <= 1
    assert not any(word in text for word in CONTENT for text in said[route])


def test_a_group_of_strangers_is_told_nothing(telegram: TelegramServer, stranger: Person) -> None:
    group = telegram.supergroup("Fremde", stranger, telegram.user("Ben"))
    for text in ("/ask@beleg_test_bot Wer?", "Hallo", f"@beleg_test_bot {WHEN}", "/sources@beleg_test_bot"):
        stranger.say(text, group)
    telegram.settle()
    assert (group.sent, group.actions) == ([], [])


def test_the_polite_line_names_the_number_of_the_stranger_and_is_said_once(
    telegram: TelegramServer, stranger: Person
) -> None:
    for text in (WHEN, "Hallo?", "/sources", WHEN):
        stranger.say(text)
    telegram.settle()
    assert [str(stranger.id) in sent.text for sent in stranger.chat.sent] == [True]


def test_a_stranger_cannot_use_the_buttons_and_links_of_others(
    telegram: TelegramServer, friend: Person, stranger: Person, bot: TelegramBot
) -> None:
    answer = friend.ask(WHEN)
    sent = len(friend.chat.sent)
    for button in answer.buttons:
        query = stranger.wait_for_answer(stranger.press(answer, button))
        assert not any(word in query.answer.get("text", "") for word in CONTENT)
        stranger.say(f"/start c_{button['callback_data'].partition(':')[2]}")
    stranger.react(answer, "👎")
    telegram.settle()
    assert len(friend.chat.sent) == sent
    assert [sent.text for sent in stranger.chat.sent][1:] == []
    assert not any(word in stranger.chat.sent[0].text for word in CONTENT)


def test_everybody_in_an_allowed_group_may_ask_there_and_only_there(telegram: TelegramServer, stranger: Person) -> None:
    group = telegram.group("Verein", stranger, chat_id=OPEN_GROUP)
    assert "¶6" in group.wait_for_reply(stranger.say(f"/ask@beleg_test_bot {WHEN}", group)).text
    assert "¶" not in stranger.command(WHEN).text


def test_too_many_questions_get_one_notice(telegram: TelegramServer, admin: Person, bot: TelegramBot) -> None:
    for _ in range(7):
        admin.say(WHEN)
    telegram.settle()
    texts = [sent.text for sent in admin.chat.sent]
    assert ["¶6" in text for text in texts] == [True, True, True, False]


def test_an_empty_list_answers_nobody_and_says_how_to_open_it(article: Place, tmp_path: Path) -> None:
    settings = {"BELEG_TELEGRAM_ALLOWED": "", "BELEG_STATE_DIR": str(tmp_path / "state")}
    with TelegramServer() as server, TelegramBot(article, server, **settings) as running:
        told = server.user("Anna").command(WHEN).text
        assert "BELEG_TELEGRAM_ALLOWED" in told
        assert not any(word in told for word in CONTENT)
        assert "BELEG_TELEGRAM_ALLOWED" in running.log


# Tokens and --check


def check(place: Place, server: TelegramServer, **settings: str) -> tuple[int, str]:
    """Status and output of ``beleg telegram --check``."""
    given = {
        "BELEG_TELEGRAM_TOKEN": server.token,
        "BELEG_TELEGRAM_BASE_URL": server.base_url,
        "BELEG_LOG_LEVEL": "DEBUG",
    }
    done = place.beleg("telegram", "--check", **{**given, "BELEG_TELEGRAM_ALLOWED": "*", **settings})
    return done.returncode, done.stdout + done.stderr


def test_check_says_that_all_is_well_and_starts_nothing(copy: Place) -> None:
    with TelegramServer() as server:
        status, output = check(copy, server)
        assert (status, [call.method.lower() for call in server.calls]) == (0, ["getme"])
    assert "beleg_test_bot" in output
    assert server.token not in output


def test_check_refuses_a_wrong_token_and_never_shows_it(copy: Place) -> None:
    with TelegramServer() as server:
        status, output = check(copy, server, BELEG_TELEGRAM_TOKEN=SECRET)
    assert status != 0
    assert "BELEG_TELEGRAM_TOKEN" in output
    assert SECRET.partition(":")[2] not in output


def test_a_bot_with_a_wrong_token_ends_and_never_shows_it(copy: Place) -> None:
    with TelegramServer() as server:
        settings = {"BELEG_TELEGRAM_TOKEN": SECRET, "BELEG_LOG_LEVEL": "DEBUG"}
        bot = TelegramBot(copy, server, **settings).start(wait=False)
        assert bot.wait() not in {0, -15}
    assert SECRET.partition(":")[2] not in bot.log
    assert "Traceback" not in bot.log
