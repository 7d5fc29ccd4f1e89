"""Many people who ask the real bot at once, with and without kills and faults: answered, lost, doubled, how fast."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.bot_api.faults import Kind
from tests.e2e.conftest import REPOSITORY, Place
from tests.e2e.telegram_bot import TelegramBot
from tests.e2e.telegram_load import Tally, ask_everything, kill_at, tally
from tests.e2e.telegram_server import TelegramServer

PEOPLE = 200
EACH = 5
ROUNDS = 10
KILLS_A_ROUND = 4
PEOPLE_A_ROUND = 20
OWN_SERVER = "1000"
"""Messages a second, as for a Bot API server of one's own: Telegram's limit would be all that is measured."""


def measure() -> dict[str, str]:
    figures = crowd()
    figures |= crowd_within_limits()
    figures |= kills()
    figures |= faults()
    return figures


@contextmanager
def running(**settings: str) -> Iterator[tuple[TelegramServer, TelegramBot]]:
    """The bot with the article of the repository."""
    with tempfile.TemporaryDirectory() as folder, TelegramServer() as telegram:
        place = Place(Path(folder))
        place.seeds.mkdir()
        shutil.copy(REPOSITORY / "seeds" / Place.ARTICLE, place.seeds)
        place.beleg("index")
        with TelegramBot(place, telegram, BELEG_TELEGRAM_QUESTIONS_PER_MINUTE="1000", **settings) as bot:
            yield telegram, bot


def crowd() -> dict[str, str]:
    with running(BELEG_TELEGRAM_MESSAGES_PER_SECOND=OWN_SERVER) as (telegram, _):
        counted = asked(telegram, PEOPLE, EACH)
    return {
        f"{PEOPLE} people × {EACH} questions at once: answered": outcome(counted),
        "seconds to the answer, p50 / p95": f"{counted.percentile(0.5):.1f} / {counted.percentile(0.95):.1f}",
        "answers a second": f"{counted.answered / max(counted.seconds):.0f}",
    }


def crowd_within_limits() -> dict[str, str]:
    with running() as (telegram, _):
        telegram.limit_floods()
        counted = asked(telegram, PEOPLE, 1)
        refused = sum(call.status == 429 for call in telegram.calls)
    return {
        f"{PEOPLE} people × 1 within Telegram's 30 a second": outcome(counted),
        "messages that Telegram had to put off": str(refused),
    }


def kills() -> dict[str, str]:
    chance = random.Random(0)
    rounds = []
    for _ in range(ROUNDS):
        with running() as (telegram, bot):
            order = ask_everything([telegram.user("Gast") for _ in range(PEOPLE_A_ROUND)], EACH, chance)
            moments = sorted(chance.sample(range(1, PEOPLE_A_ROUND * EACH - 5), KILLS_A_ROUND))
            for answers in moments:
                kill_at(bot, telegram, answers, chance)
            rounds.append(tally(telegram, order))
    return {f"{PEOPLE_A_ROUND} × {EACH} under kill -9, {ROUNDS * KILLS_A_ROUND} kills": total(rounds)}


def faults() -> dict[str, str]:
    with running() as (telegram, _):
        for kind in (Kind.BAD_GATEWAY, Kind.TOO_MANY_REQUESTS):
            telegram.faults.order(kind, times=1_000, probability=0.05, seconds=1)
        telegram.faults.order(Kind.CUT, "getUpdates", times=1_000, probability=0.2)
        telegram.faults.order(Kind.LOST, "getUpdates", times=1_000, probability=0.2)
        counted = asked(telegram, PEOPLE_A_ROUND, EACH)
    return {f"{PEOPLE_A_ROUND} × {EACH} with 502, 429 and cut or lost updates": outcome(counted)}


def asked(telegram: TelegramServer, people: int, each: int) -> Tally:
    order = ask_everything([telegram.user("Gast") for _ in range(people)], each, random.Random(0))
    return tally(telegram, order, timeout=240)


def outcome(counted: Tally) -> str:
    return f"{counted.answered} of {counted.asked}, {counted.lost} lost, {counted.doubled} doubled"


def total(rounds: list[Tally]) -> str:
    asked_in_all, lost, doubled = (
        sum(getattr(counted, name) for counted in rounds) for name in ("asked", "lost", "doubled")
    )
    worst = max(counted.doubled for counted in rounds)
    return (
        f"{asked_in_all - lost} of {asked_in_all}, {lost} lost, {doubled} doubled (at most {worst} by {KILLS_A_ROUND})"
    )
