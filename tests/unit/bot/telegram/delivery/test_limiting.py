"""Messages wait as long as Telegram says, and one answer at a time is sent but not yet noted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.telegram.delivery import limiting
from bot.telegram.delivery.limiting import Limiter, Noted, Turnstile
from tests.unit.bot.telegram import virtual_time


async def nothing() -> None:
    """Note nothing."""


async def send(
    limiter: Limiter, callback: Any, chat_id: int = 1, endpoint: str = "sendMessage", noted: Any = None
) -> Any:
    return await limiter.process_request(callback, (), {}, endpoint, {"chat_id": chat_id}, noted)


def test_one_answer_at_a_time_is_between_sent_and_noted() -> None:
    async def scenario() -> int:
        turnstile, inside, most = Turnstile(), 0, 0

        async def request() -> None:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)

        async def note() -> None:
            nonlocal inside
            await asyncio.sleep(0.01)
            inside -= 1

        await asyncio.gather(*(Noted(turnstile, note).perform(request) for _ in range(10)))
        return most

    assert virtual_time.run(scenario()) == 1


@pytest.mark.parametrize("limit", ["PATIENCE_SECONDS", "HANGING_SECONDS"])
def test_a_request_that_hangs_is_passed_by_the_others(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(limiting, limit, 0.05)

    async def scenario() -> str:
        turnstile = Turnstile()

        async def hang() -> None:
            await asyncio.Event().wait()

        async def quick() -> str:
            return "sent"

        hanging = asyncio.create_task(Noted(turnstile, nothing).perform(hang))
        await asyncio.sleep(0)
        async with asyncio.timeout(1):
            result = await Noted(turnstile, nothing).perform(quick)
        monkeypatch.setattr(limiting, "GRACE_SECONDS", 0)
        hanging.cancel()
        await asyncio.wait({hanging})
        return result

    assert virtual_time.run(scenario()) == "sent"


def test_a_message_on_its_way_is_noted_also_when_the_bot_is_stopped() -> None:
    async def scenario() -> list[str]:
        events = []

        async def request() -> None:
            await asyncio.sleep(0.05)
            events.append("sent")

        async def note() -> None:
            events.append("noted")

        task = asyncio.create_task(Noted(Turnstile(), note).perform(request))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return events

    assert virtual_time.run(scenario()) == ["sent", "noted"]


def test_telegrams_pause_is_kept_by_the_chat_and_holds_up_no_other() -> None:
    async def scenario() -> tuple[float, float]:
        limiter, turnstile, refused = Limiter(30), Turnstile(), [RetryAfter(1)]
        begun = virtual_time.now()

        async def request() -> float:
            if refused:
                raise refused.pop()
            return virtual_time.now() - begun

        noted = Noted(turnstile, nothing)
        told = asyncio.create_task(send(limiter, request, 1, noted=noted))
        await asyncio.sleep(0.05)
        other = await send(limiter, request, 2, noted=noted)
        return await told, other

    told, other = virtual_time.run(scenario())
    assert told >= 1
    assert other < 0.1


def test_typing_does_not_wait_behind_messages() -> None:
    async def scenario() -> float:
        limiter = Limiter(1)
        begun = virtual_time.now()

        async def request() -> None:
            return

        messages = [asyncio.create_task(send(limiter, request)) for _ in range(3)]
        await asyncio.sleep(0.01)
        await send(limiter, request, endpoint="sendChatAction")
        taken = virtual_time.now() - begun
        for message in messages:
            message.cancel()
        await asyncio.wait(messages)
        return taken

    assert virtual_time.run(scenario()) < 0.1
