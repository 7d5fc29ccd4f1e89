"""A Bot API server on loopback, strict where Telegram is strict, with faults on order and people to speak as.

The entry to ``tests.e2e.bot_api`` and the door to aiohttp's server: runs in a thread of its own, so that plain tests
can talk to a bot from outside. Knows nothing of the bot under test.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from aiohttp import web

from tests.e2e.bot_api.faults import FloodLimits
from tests.e2e.bot_api.people import WAIT_SECONDS, Chat, Person, wait
from tests.e2e.bot_api.service import Call, Service
from tests.e2e.bot_api.world import SUPERGROUP_OFFSET, Account, ChatState, World

TOKEN = "7000000001:AAE-strictly_for_the_tests_0123456789"
IDLE = {"getupdates", "sendchataction"}


class TelegramServer:
    """Telegram, for one bot.

    >>> with TelegramServer() as telegram:
    ...     telegram.user("Anna").say("Hallo")["text"]
    'Hallo'
    """

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.world = World()
        self.service = Service(self.world, token)
        self.faults = self.service.faults
        self.hook = self.service.hook
        self.port = 0
        self.busy: list[Callable[[], bool]] = []
        """Of each bot, whether it is at work on something that it has taken."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._runner: web.AppRunner | None = None
        self._courier_task: asyncio.Task[None] | None = None
        self._user_ids = itertools.count(500_001)
        self._group_ids = itertools.count(300_001)

    def __enter__(self) -> Self:
        self._thread.start()
        self.world.on_update = lambda: self._loop.call_soon_threadsafe(self.service.wake)
        self._run(self._listen())
        self._courier_task = self._run(self._start_courier())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._end())
        self.world.on_update = lambda: None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def base_url(self) -> str:
        """As python-telegram-bot takes it: the token follows."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/file/bot"

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot, in order."""
        with self.world.changed:
            return list(self.service.calls)

    def limit_floods(self) -> None:
        """From now on, answer 429 to whoever sends too much."""
        self.service.flood = FloodLimits()

    def user(self, name: str, *, language: str = "de", username: str = "", started: bool = False) -> Person:
        """A new person; the bot cannot write to them before they have written to it."""
        account = Account(next(self._user_ids), name, username, language)
        with self.world.changed:
            self.world.accounts[account.id] = account
            self.world.chats[account.id] = ChatState(account.id, "private", person=account, started=started)
        return Person(self.world, account)

    def group(self, title: str, *people: Person, chat_id: int = 0) -> Chat:
        """A new basic group with the bot in it."""
        return self._add_chat(ChatState(chat_id or -next(self._group_ids), "group", title), people)

    def supergroup(self, title: str, *people: Person, forum: bool = False) -> Chat:
        """A new supergroup with the bot in it; a forum has topics."""
        return self._add_chat(
            ChatState(SUPERGROUP_OFFSET - next(self._group_ids), "supergroup", title, is_forum=forum), people
        )

    @property
    def rejected(self) -> list[Call]:
        """The calls that Telegram refused for what they were; faults, floods and conflicts are none of them."""
        return [call for call in self.calls if call.status in {400, 401, 403, 404} and not call.fault]

    @property
    def violations(self) -> list[str]:
        """What Telegram let pass, but damaged without a word."""
        with self.world.changed:
            return list(self.world.violations)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        with self.world.changed:
            return [call for call in self.service.calls if call.method.lower() == method.lower()]

    def wait(self, found: Callable[[], Any], wanted: str, timeout: float = WAIT_SECONDS) -> Any:
        """What a function finds as soon as it finds something; anything that happens makes it look again."""
        return wait(self.world, found, wanted, timeout)

    def wait_for_call(self, method: str, count: int = 1, timeout: float = WAIT_SECONDS) -> Call:
        """A call of a method, counted from 1, once it was answered."""
        return self.wait(
            lambda: [call for call in self.calls_of(method) if call.status][count - 1 : count],
            f"call {count} of {method}",
            timeout,
        )[0]

    def wait_until_confirmed(self, timeout: float = WAIT_SECONDS) -> None:
        """Until the bot has taken everything that was said."""
        self.wait(lambda: not len(self.world.updates), "all updates confirmed", timeout)

    def settle(self, timeout: float = WAIT_SECONDS) -> None:
        """Until the bot has taken everything, has done with it, and has got an answer to each of its calls."""
        self.wait_until_confirmed(timeout)
        deadline = time.monotonic() + timeout
        while any(is_busy() for is_busy in self.busy) or self._is_called():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the bot was not done within {timeout} s")
            time.sleep(0.02)

    def _is_called(self) -> bool:
        """Whether there is a call, besides those for updates and typing, that has no answer yet."""
        open_calls = [call for call in self.calls if not call.status and not call.description]
        return any(call.method.lower() not in IDLE for call in open_calls)

    def repeat_updates(self, count: int = 1) -> int:
        """Deliver the latest confirmed updates again, under the same ids."""
        with self.world.changed:
            repeated = self.world.updates.repeat(count)
        self.world.on_update()
        return repeated

    def proxy(self, public: str, local: str) -> None:
        """Send what goes to a public address to a local one, as the proxy in front of a webhook does."""
        self.service.routes[public] = local

    @contextmanager
    def away(self) -> Iterator[None]:
        """Refuse all connections, cut those that are open, and listen on the same port again afterwards."""
        self._run(self._close())
        try:
            yield
        finally:
            self._run(self._listen())

    def _add_chat(self, state: ChatState, people: tuple[Person, ...]) -> Chat:
        with self.world.changed:
            state.people = {person.id: person.account for person in people}
            self.world.chats[state.id] = state
        return Chat(self.world, state)

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        self._runner = web.AppRunner(
            self.service.application(),
            handler_cancellation=True,
            shutdown_timeout=0.05,
            access_log=None,
            keepalive_timeout=75,
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _start_courier(self) -> asyncio.Task[None]:
        return asyncio.create_task(self.service.courier.run())

    async def _close(self) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _end(self) -> None:
        if self._courier_task:
            self._courier_task.cancel()
            await asyncio.gather(self._courier_task, return_exceptions=True)
        await self._close()
