"""Somebody sees at once that the bot is at work, until it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from telegram import Bot

from bot.telegram.handlers import typing_indicator
from bot.telegram.handlers.typing_indicator import typing
from tests.e2e.bot_api.faults import Kind
from tests.e2e.telegram_server import TelegramServer

PATIENCE_SECONDS = 60.0


def work(telegram: TelegramServer, chat_id: int, body: Callable[[], bool]) -> int:
    """Work until something is so; how many tasks there are besides at the end."""

    async def scenario() -> int:
        async with asyncio.timeout(PATIENCE_SECONDS), Bot(telegram.token, telegram.base_url) as bot:
            async with typing(bot, chat_id):
                while not body():
                    await asyncio.sleep(0.01)
            return len(asyncio.all_tasks()) - 1

    return asyncio.run(scenario())


def test_it_is_shown_at_once_and_renewed_and_then_stops(
    telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_indicator, "RENEW_SECONDS", 0.05)
    anna = telegram.user("Anna", started=True)
    assert work(telegram, anna.chat.id, lambda: len(anna.chat.actions) >= 3) == 0
    assert {action for _, action, _ in anna.chat.actions} == {"typing"}


def test_it_is_renewed_before_it_goes_out() -> None:
    assert typing_indicator.RENEW_SECONDS <= 4


def test_work_does_not_fail_with_it(telegram: TelegramServer) -> None:
    anna = telegram.user("Anna", started=True)
    telegram.faults.order(Kind.BAD_GATEWAY, "sendChatAction")
    work(telegram, anna.chat.id, lambda: bool(telegram.calls_of("sendChatAction")))
    assert anna.chat.actions == []


def test_work_does_not_wait_for_it(telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing_indicator, "LAST_WAIT_SECONDS", 0.05)
    anna = telegram.user("Anna", started=True)
    telegram.faults.order(Kind.HANGS, "sendChatAction")
    work(telegram, anna.chat.id, lambda: True)
    assert not [call for call in telegram.calls_of("sendChatAction") if not call.fault]


def test_an_action_on_its_way_arrives_before_the_answer(telegram: TelegramServer) -> None:
    anna = telegram.user("Anna", started=True)
    work(telegram, anna.chat.id, lambda: True)
    assert len(anna.chat.actions) <= 1
