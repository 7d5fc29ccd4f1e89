"""Many people who ask at once, a bot that is killed meanwhile, and the count of what was answered.

Used by tests and benchmarks alike.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass

from tests.e2e.bot_api.people import Person
from tests.e2e.bot_api.world import Json
from tests.e2e.telegram_bot import TelegramBot
from tests.e2e.telegram_server import TelegramServer

QUESTIONS = (
    "Wann treffen sich die Außenminister der Turkstaaten?",
    "Wovor warnte Lambsdorff?",
    "Wie heißt die stellvertretende Regierungssprecherin?",
    "Wie viele Einwohner hat Kasachstan?",
    "Welcher Partei gehört Nils Schmid an?",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions were asked, never answered, and answered more than once; seconds to the first answer."""

    asked: int
    lost: int
    doubled: int
    seconds: tuple[float, ...]

    @property
    def answered(self) -> int:
        return self.asked - self.lost

    def percentile(self, share: float) -> float:
        """Seconds within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, who asked it, and when."""

    person: Person
    question: Json
    at: float


def ask_everything(people: Iterable[Person], each: int, chance: random.Random) -> list[Asked]:
    """Let everybody ask so many questions, all in one mess."""
    order = [person for person in people for _ in range(each)]
    chance.shuffle(order)
    return [Asked(person, person.say(chance.choice(QUESTIONS)), time.monotonic()) for person in order]


def kill_at(bot: TelegramBot, telegram: TelegramServer, answers: int, chance: random.Random) -> None:
    """Kill the bot about when so many messages have been sent, and start it again at once."""
    telegram.wait(lambda: sent_count(telegram) >= answers, f"{answers} answers; the bot said {bot.log!r}", 120)
    time.sleep(chance.random() * 0.05)
    bot.kill()
    bot.start(wait=False)


def sent_count(telegram: TelegramServer) -> int:
    """How many messages the bot has sent in all."""
    return sum(len(chat.sent) for chat in telegram.world.chats.values())


def tally(telegram: TelegramServer, asked: list[Asked], timeout: float = 120) -> Tally:
    """Wait until everything is answered, or too long, and count."""

    open_questions = list(reversed(asked))

    def all_answered() -> bool:
        # What was answered is not looked at again: this is called whenever anything happens.
        while open_questions and open_questions[-1].person.chat.replies(open_questions[-1].question):
            open_questions.pop()
        return not open_questions

    try:
        telegram.wait(all_answered, "all answers", timeout)
        telegram.settle(timeout=timeout)
    except TimeoutError:
        pass
    replies = [one.person.chat.replies(one.question) for one in asked]
    seconds = tuple(sent[0].at - one.at for one, sent in zip(asked, replies, strict=True) if sent)
    lost = sum(not sent for sent in replies)
    return Tally(len(asked), lost, sum(max(0, len(sent) - 1) for sent in replies), seconds)
