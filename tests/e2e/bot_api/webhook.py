"""Delivers updates to the address that the bot has given, as Telegram does: again and again until it answers 2xx.

Runs in the loop of the server. Updates of one chat go one after the other, those of several chats together.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.e2e.bot_api.arguments import Arguments, bad_request
from tests.e2e.bot_api.world import Json, World

PORTS = {80, 88, 443, 8443}
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
RETRY_SECONDS = 0.2
DELIVERY_SECONDS = 30
MAXIMUM_CONNECTIONS = 100


@dataclass
class Hook:
    """What was set by ``setWebhook``, and the last thing that went wrong."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    last_error: str = ""
    delivered: int = 0


def set_webhook(world: World, hook: Hook, arguments: Arguments) -> bool:
    url = arguments.text("url")
    secret = arguments.text("secret_token")
    if url:
        check_address(url)
    if secret and not SECRET.fullmatch(secret):
        problem = "is too long" if len(secret) > 256 else "contains unallowed characters"
        raise bad_request(f"secret token {problem}")
    world.updates.allow(arguments.structure("allowed_updates", list))
    if arguments.boolean("drop_pending_updates"):
        world.updates.drop()
    hook.url, hook.secret = url, secret
    hook.connections = arguments.limited("max_connections", 40, 1, MAXIMUM_CONNECTIONS)
    return True


def delete_webhook(world: World, hook: Hook, arguments: Arguments) -> bool:
    if arguments.boolean("drop_pending_updates"):
        world.updates.drop()
    hook.url = hook.secret = ""
    return True


def webhook_info(world: World, hook: Hook) -> Json:
    info: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
        "allowed_updates": world.updates.allowed,
    }
    if hook.url:
        info |= {"max_connections": hook.connections}
    if hook.last_error:
        info |= {"last_error_message": hook.last_error, "last_error_date": 1}
    return info


def check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not parts.hostname or "." not in parts.hostname:
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")


class Courier:
    """Carries updates to the hook.

    Parameters
    ----------
    world
        Whose updates they are.
    hook
        Where to.
    route
        From the public address to the one that is really called, as a proxy in front of the bot does.
    """

    def __init__(self, world: World, hook: Hook, route: Callable[[str], str]) -> None:
        self._world = world
        self._hook = hook
        self._route = route
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(DELIVERY_SECONDS)) as session:
            try:
                while True:
                    await self.woken.wait()
                    self.woken.clear()
                    for update in self._ready():
                        task = asyncio.create_task(self._deliver(session, update))
                        self._tasks.add(task)
                        task.add_done_callback(self._tasks.discard)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ready(self) -> list[Json]:
        """The oldest update of each chat that has none on its way."""
        with self._world.changed:
            if not self._hook.url:
                return []
            ready = []
            for update in self._world.updates.take(MAXIMUM_CONNECTIONS):
                if len(self._busy) >= self._hook.connections:
                    break
                place = place_of(update)
                if place not in self._busy:
                    self._busy.add(place)
                    ready.append(update)
            return ready

    async def _deliver(self, session: aiohttp.ClientSession, update: Json) -> None:
        try:
            problem = await self._post(session, update)
            if problem:
                await asyncio.sleep(RETRY_SECONDS)
        finally:
            self._busy.discard(place_of(update))
        with self._world.changed:
            self._hook.last_error = problem or self._hook.last_error
            if not problem:
                self._hook.delivered += 1
                self._world.updates.remove(update["update_id"])
            self._world.changed.notify_all()
        self.woken.set()

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> str:
        """What went wrong, or nothing."""
        headers = {SECRET_HEADER: self._hook.secret} if self._hook.secret else {}
        try:
            async with session.post(self._route(self._hook.url), json=update, headers=headers) as response:
                if response.ok:
                    return ""
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except aiohttp.ClientError as error:
            return f"Connection failed: {type(error).__name__}"
        except TimeoutError:
            return "Read timeout expired"


def place_of(update: Json) -> int:
    """The chat of an update, or the person where there is none."""
    content = next(value for name, value in update.items() if name != "update_id")
    message = content.get("message", content)
    return message.get("chat", content.get("from", {})).get("id", 0)
