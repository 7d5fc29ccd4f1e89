"""One person's messages are handled in order, different people's at the same time; what was stopped comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Update

from bot.telegram.inbox.inbox import Inbox
from bot.telegram.inbox.joining import Joiner
from bot.telegram.inbox.update_processor import PerChatProcessor
from bot.telegram.storage.database import Database
from tests.unit.bot.telegram.updates import update_of

Handle = Callable[[Update], Awaitable[None]]
PATIENCE_SECONDS = 60.0


class Scene:
    """A processor with an inbox, and what happened."""

    def __init__(self, database: Database, concurrent: int = 256) -> None:
        self.inbox = Inbox(database)
        self.processor = PerChatProcessor(self.inbox, Joiner(self.inbox), concurrent)
        self.tasks: list[asyncio.Task[None]] = []

    async def arrive(self, update: Update, handle: Handle) -> None:
        await self.inbox.put(update.update_id, str(update.update_id))
        self.tasks.append(asyncio.create_task(self.processor.process_update(update, handle(update))))

    async def end(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*self.tasks, return_exceptions=True)


class MovedClock:
    """The clock of the loop that runs, and how far a test has moved it."""

    def __init__(self) -> None:
        self.ahead = 0.0
        loop = asyncio.get_running_loop()
        self._now = loop.time
        loop.time = lambda: self._now() + self.ahead  # type: ignore[method-assign]


def test_one_persons_messages_are_handled_one_after_the_other(database: Database) -> None:
    async def scenario() -> list[str]:
        scene, events = Scene(database), []

        async def handle(update: Update) -> None:
            events.append(f"{update.update_id} begins")
            for _ in range(9 // update.update_id):
                await asyncio.sleep(0)
            events.append(f"{update.update_id} ends")

        for update_id in (1, 2, 3):
            await scene.arrive(update_of(update_id), handle)
        await scene.end()
        return events

    assert asyncio.run(scenario()) == [f"{number} {what}" for number in (1, 2, 3) for what in ("begins", "ends")]


def test_those_who_wait_for_their_turn_take_no_room_from_others(database: Database) -> None:
    async def scenario() -> list[int]:
        scene, handled, other_is_served = Scene(database, concurrent=2), [], asyncio.Event()

        async def handle(update: Update) -> None:
            if update.update_id == 10:
                other_is_served.set()
            await other_is_served.wait()
            handled.append(update.update_id)

        for update in [*(update_of(number) for number in range(1, 6)), update_of(10, user=8)]:
            await scene.arrive(update, handle)
        await scene.end()
        return handled

    assert asyncio.run(scenario())[0] == 10


def test_a_button_is_answered_while_a_question_is_worked_on(database: Database) -> None:
    async def scenario() -> list[int]:
        scene, handled, is_answered = Scene(database), [], asyncio.Event()
        press = Update.de_json(
            {
                "update_id": 2,
                "callback_query": {
                    "id": "1",
                    "from": {"id": 7, "is_bot": False, "first_name": "Anna"},
                    "chat_instance": "1",
                    "data": "up:1",
                },
            },
            None,
        )

        async def handle(update: Update) -> None:
            if update.message:
                await is_answered.wait()
            handled.append(update.update_id)
            is_answered.set()

        await scene.arrive(update_of(1), handle)
        await scene.arrive(press, handle)
        await scene.end()
        return handled

    assert asyncio.run(scenario()) == [2, 1]


def test_what_was_handled_is_done(database: Database) -> None:
    async def scenario() -> list[str]:
        scene = Scene(database)

        async def handle(_update: Update) -> None:
            return

        await scene.arrive(update_of(1), handle)
        await scene.end()
        return await scene.inbox.pending()

    assert asyncio.run(scenario()) == []


def test_the_end_waits_for_what_is_quick_and_leaves_the_rest_in_the_inbox(database: Database) -> None:
    async def scenario() -> tuple[list[int], list[str]]:
        scene, handled, clock, is_ending = Scene(database), [], MovedClock(), asyncio.Event()

        async def handle(update: Update) -> None:
            await is_ending.wait()
            if update.update_id > 1:
                # What was quick is done; the time that the end has is over.
                clock.ahead = PATIENCE_SECONDS
                await asyncio.Event().wait()
            handled.append(update.update_id)

        for update_id in (1, 2, 3):
            await scene.arrive(update_of(update_id), handle)
        is_ending.set()
        await scene.processor.drain(PATIENCE_SECONDS)
        await scene.arrive(update_of(4), handle)
        await scene.end()
        return handled, await scene.inbox.pending()

    assert asyncio.run(scenario()) == ([1], ["2", "3", "4"])


def test_a_handler_that_fails_holds_up_nobody(database: Database) -> None:
    async def scenario() -> list[int]:
        scene, handled = Scene(database), []

        async def handle(update: Update) -> None:
            if update.update_id == 1:
                raise ValueError("a fault")
            handled.append(update.update_id)

        for update_id in (1, 2):
            await scene.arrive(update_of(update_id), handle)
        await scene.end()
        return handled

    assert asyncio.run(scenario()) == [2]


def test_a_question_waits_until_its_group_has_moved(database: Database) -> None:
    async def scenario() -> list[int]:
        scene, handled, others_are_served = Scene(database), [], asyncio.Event()
        old, new = {"id": -100, "type": "group", "title": "G"}, {"id": -200, "type": "supergroup", "title": "G"}

        async def handle(update: Update) -> None:
            if update.update_id == 1:
                await others_are_served.wait()
            handled.append(update.update_id)
            others_are_served.set()

        await scene.arrive(update_of(1, "", chat=old, migrate_to_chat_id=-200), handle)
        await scene.arrive(update_of(2, user=8, chat=new), handle)
        await scene.arrive(update_of(3, user=9), handle)
        await scene.end()
        return handled

    assert asyncio.run(scenario()) == [3, 1, 2]
