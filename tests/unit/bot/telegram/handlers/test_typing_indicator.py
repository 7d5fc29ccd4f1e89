"""Somebody sees at once that the bot is at work, until it is done."""

from __future__ import annotations

import asyncio
import time

import pytest
from telegram import Bot

from bot.telegram.handlers import typing_indicator
from bot.telegram.handlers.typing_indicator import typing
from tests.e2e.bot_api.faults import Kind
from tests.e2e.telegram_server import TelegramServer


def work(telegram: TelegramServer, chat_id: int, seconds: float) -> None:
    async def scenario() -> None:
        async with Bot(telegram.token, telegram.base_url) as bot:
            async with typing(bot, chat_id):
                await asyncio.sleep(seconds)
            await asyncio.sleep(0.1)

    asyncio.run(scenario())


def test_it_is_shown_at_once_and_renewed_and_then_stops(
    telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_indicator, "RENEW_SECONDS", 0.1)
    anna = telegram.user("Anna", started=True)
    work(telegram, anna.chat.id, 1)
    shown = [action for _, action, _ in anna.chat.actions]
    assert set(shown) == {"typing"}
    assert 3 <= len(shown) <= 11


def test_it_is_renewed_before_it_goes_out() -> None:
    assert typing_indicator.RENEW_SECONDS <= 4


def test_work_neither_waits_for_it_nor_fails_with_it(telegram: TelegramServer) -> None:
    anna = telegram.user("Anna", started=True)
    telegram.faults.order(Kind.BAD_GATEWAY, "sendChatAction")
    begun = time.monotonic()
    work(telegram, anna.chat.id, 0)
    assert time.monotonic() - begun < 1


def test_an_action_on_its_way_arrives_before_the_answer(telegram: TelegramServer) -> None:
    anna = telegram.user("Anna", started=True)
    work(telegram, anna.chat.id, 0)
    assert len(anna.chat.actions) <= 1
