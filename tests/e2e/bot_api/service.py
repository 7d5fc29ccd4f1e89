"""The methods of the Bot API over HTTP: reads calls, meets out faults, answers, and holds long polls open.

Runs in the loop of the server; everything it knows is in the world. Knows nothing of threads.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.e2e.bot_api.arguments import ApiError, Arguments, conflict, too_many_requests
from tests.e2e.bot_api.faults import SENDING, Fault, Faults, FloodLimits, Kind
from tests.e2e.bot_api.profile import METHODS
from tests.e2e.bot_api.webhook import Courier, Hook, delete_webhook, set_webhook, webhook_info
from tests.e2e.bot_api.world import Json, World

LONGEST_POLL = 50
HELD_PAUSE_SECONDS = 0.02
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOK_IS_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
BY_LOWER_NAME = {name.lower(): method for name, method in METHODS.items()}
UPDATE_METHODS = {"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}


@dataclass
class Call:
    """One call of a method, when it came, and what was answered; ``fault`` if it was made to fail."""

    method: str
    arguments: Json
    at: float
    status: int = 0
    description: str = ""
    fault: Kind | None = None


@dataclass
class Poller:
    """A getUpdates that waits for something to come."""

    woken: asyncio.Future[None]
    terminated: bool = False


class Service:
    """Telegram as a bot sees it over HTTP.

    Parameters
    ----------
    world
        What there is.
    token
        Of the only bot.
    """

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.faults = Faults()
        self.flood: FloodLimits | None = None
        self.calls: list[Call] = []
        self.hook = Hook()
        self.routes: dict[str, str] = {}
        self.courier = Courier(world, self.hook, self._route)
        self._poller: Poller | None = None

    def application(self) -> web.Application:
        """The routes of a server."""
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.router.add_route("*", "/file/bot{token:[^/]*}/{path:.*}", self._download)
        application.router.add_route("*", "/bot{token:[^/]*}/{method:[^/]*}", self._handle)
        return application

    def wake(self) -> None:
        """Look for new updates; to be called in the loop."""
        if self._poller and not self._poller.woken.done():
            self._poller.woken.set_result(None)
        self.courier.woken.set()

    def _route(self, url: str) -> str:
        for public, local in self.routes.items():
            if url.startswith(public):
                return local + url.removeprefix(public)
        return url

    async def _download(self, request: web.Request) -> web.Response:
        contents = dict(self.world.files.values())
        if request.match_info["token"] != self.token or request.match_info["path"] not in contents:
            return web.json_response(ApiError(404, "Not Found").json(), status=404)
        return web.Response(body=contents[request.match_info["path"]])

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        arguments = Arguments(await read(request))
        call = Call(request.match_info["method"], dict(arguments.given), time.monotonic())
        with self.world.changed:
            self.calls.append(call)
        chat_id = arguments.integer("chat_id") or None
        fault = self.faults.next(call.method, chat_id)
        call.fault = fault.kind if fault else None
        body = before(fault)
        if body is None and call.fault is not Kind.CUT:
            body = await self._execute(request.match_info["token"], call.method, arguments)
        with self.world.changed:
            call.status, call.description = outcome(body)
            self.world.changed.notify_all()
        if fault:
            await after(fault, request)
        return web.json_response(body, status=call.status or 200)

    async def _execute(self, token: str, method: str, arguments: Arguments) -> Json:
        try:
            self._authorise(token)
            name = method.lower()
            if name == "getupdates":
                return {"ok": True, "result": await self._get_updates(arguments)}
            with self.world.changed:
                if name in UPDATE_METHODS:
                    return {"ok": True, "result": self._webhook_method(name, arguments)}
                self._limit(method, arguments)
                return {"ok": True, "result": BY_LOWER_NAME.get(name, unknown)(self.world, arguments)}
        except ApiError as error:
            return error.json()

    def _authorise(self, token: str) -> None:
        number, _, secret = token.partition(":")
        if not (number.isdigit() and secret):
            raise ApiError(404, "Not Found")
        if token != self.token:
            raise ApiError(401, "Unauthorized")

    def _limit(self, method: str, arguments: Arguments) -> None:
        if self.flood and method in SENDING:
            seconds = self.flood.wait(arguments.integer("chat_id"))
            if seconds:
                raise too_many_requests(seconds)

    def _webhook_method(self, name: str, arguments: Arguments) -> Any:
        if name == "getwebhookinfo":
            return webhook_info(self.world, self.hook)
        if name == "deletewebhook":
            return delete_webhook(self.world, self.hook, arguments)
        done = set_webhook(self.world, self.hook, arguments)
        self.courier.woken.set()
        return done

    async def _get_updates(self, arguments: Arguments) -> list[Json]:
        limit = arguments.limited("limit", 100, 1, 100)
        timeout = arguments.limited("timeout", 0, 0, LONGEST_POLL)
        with self.world.changed:
            if self.hook.url:
                raise conflict(HOOK_IS_SET)
            if self._poller:
                self._poller.terminated = True
                self.wake()
                self._poller = None
            self.world.updates.allow(arguments.structure("allowed_updates", list))
            self.world.updates.confirm(arguments.integer("offset"))
            self.world.changed.notify_all()
            updates = self.world.updates.take(limit)
            if updates or not timeout:
                return updates
            poller = self._poller = Poller(asyncio.get_running_loop().create_future())
        try:
            await asyncio.wait_for(poller.woken, timeout)
        except TimeoutError:
            return []
        finally:
            if self._poller is poller:
                self._poller = None
        if poller.terminated:
            raise conflict(OTHER_POLLER)
        with self.world.changed:
            return self.world.updates.take(limit)


def unknown(_world: World, _arguments: Arguments) -> Any:
    raise ApiError(404, "Not Found")


async def read(request: web.Request) -> Json:
    """What a call carries, in its address and in its body."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json() if request.can_read_body else {}
        return {**given, **(body if isinstance(body, dict) else {})}
    form = await request.post()
    return {**given, **{name: value for name, value in form.items() if isinstance(value, str)}}


def before(fault: Fault | None) -> Json | None:
    """The answer of a fault that prevents the call."""
    if fault and fault.kind is Kind.TOO_MANY_REQUESTS:
        return too_many_requests(max(1, round(fault.seconds))).json()
    if fault and fault.kind is Kind.BAD_GATEWAY:
        return ApiError(502, "Bad Gateway").json()
    return None


async def after(fault: Fault, request: web.Request) -> None:
    """What a fault does to the answer of a call."""
    if fault.kind is Kind.SLOW:
        await asyncio.sleep(fault.seconds)
    while fault.kind is Kind.HELD and not fault.let_go.is_set():
        await asyncio.sleep(HELD_PAUSE_SECONDS)
    if fault.kind is Kind.HANGS:
        await asyncio.sleep(3600)
    if fault.kind in {Kind.CUT, Kind.LOST} and request.transport:
        request.transport.abort()


def outcome(body: Json | None) -> tuple[int, str]:
    """Status and description of an answer; none was given where the connection was cut."""
    if body is None:
        return 0, "cut"
    return (200, "") if body["ok"] else (body["error_code"], body["description"])
