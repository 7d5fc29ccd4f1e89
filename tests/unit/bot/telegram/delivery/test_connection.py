"""A request tells whether it went out; what is wrong with the connection is said once."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping

import pytest
from telegram import Bot
from telegram.error import InvalidToken, NetworkError

from bot.errors import StateUnwritableError
from bot.telegram.delivery.connection import CONFLICT_SECONDS, ApiRequest, Health, NotSentError, PollingRequest, Trouble
from tests.e2e.bot_api.faults import Kind
from tests.e2e.telegram_server import TelegramServer

HEALTH = Health(lambda: None)


def call(address: str, token: str, method: Callable[[Bot], Awaitable[object]], health: Health = HEALTH) -> object:
    async def ignore(_updates: Mapping[int, str]) -> None:
        return

    async def scenario() -> object:
        bot = Bot(token, address, request=ApiRequest(health), get_updates_request=PollingRequest(health, ignore))
        try:
            return await method(bot)
        finally:
            await asyncio.gather(bot.request.shutdown(), bot._request[0].shutdown())

    return asyncio.run(scenario())


def test_a_server_that_is_not_there_was_not_reached() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/bot"
    with pytest.raises(NotSentError):
        call(address, "1:a", lambda bot: bot.get_me())


def test_a_fault_of_the_server_may_be_repeated(telegram: TelegramServer) -> None:
    telegram.faults.order(Kind.BAD_GATEWAY, "getMe")
    with pytest.raises(NotSentError):
        call(telegram.base_url, telegram.token, lambda bot: bot.get_me())


@pytest.mark.parametrize("kind", [Kind.CUT, Kind.LOST])
def test_a_connection_that_is_cut_says_nothing_about_delivery(kind: Kind, telegram: TelegramServer) -> None:
    telegram.faults.order(kind, "getMe")
    with pytest.raises(NetworkError) as caught:
        call(telegram.base_url, telegram.token, lambda bot: bot.get_me())
    assert not isinstance(caught.value, NotSentError)


def test_a_token_that_is_refused_while_polling_is_told(telegram: TelegramServer) -> None:
    refused = []
    with pytest.raises(InvalidToken):
        call(telegram.base_url, "1:b", lambda bot: bot.get_updates(), Health(lambda: refused.append(True)))
    assert refused


def test_updates_that_cannot_be_kept_are_not_taken(telegram: TelegramServer, caplog: pytest.LogCaptureFixture) -> None:
    telegram.user("Anna").say("Hallo")

    async def fail(_updates: Mapping[int, str]) -> None:
        raise StateUnwritableError(__file__, "disk full")

    async def scenario() -> None:
        request = PollingRequest(HEALTH, fail)
        bot = Bot(telegram.token, telegram.base_url, get_updates_request=request)
        for _ in range(2):
            with pytest.raises(NotSentError):
                await bot.get_updates(timeout=0)
        await asyncio.gather(request.shutdown(), bot.request.shutdown())

    with caplog.at_level(logging.WARNING):
        asyncio.run(scenario())
    assert caplog.text.count("disk full") == 1


def test_trouble_is_said_once_and_once_that_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    health = Health(lambda: None)
    for _ in range(3):
        health.ill(Trouble.UNREACHABLE)
    for _ in range(3):
        health.well()
    assert len(caplog.records) == 2


def test_two_instances_that_take_turns_are_said_once(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    health = Health(lambda: None, clock=lambda: now[0])
    for _ in range(5):
        health.ill(Trouble.CONFLICT)
        health.well()
    assert len(caplog.records) == 1
    now[0] = CONFLICT_SECONDS
    health.well()
    assert len(caplog.records) == 2
