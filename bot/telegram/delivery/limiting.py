"""How fast messages leave, and the narrow gate between the last one of an answer and the note that it is done.

The door to the library's rate limiter.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final, TypeVar

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

from bot.errors import StateUnwritableError

HANGING_SECONDS: Final = 2.0
"""A request that takes longer holds up nobody any more."""

PATIENCE_SECONDS: Final = 5.0
"""Nobody waits longer for the turnstile, however many wait before."""

GRACE_SECONDS: Final = 1.0
"""How long a request that is under way may take when the bot is stopped."""

SLACK_SECONDS: Final = 0.1
"""On top of what Telegram says, which is in whole seconds."""

UNLIMITED: Final = frozenset({"sendChatAction", "answerCallbackQuery"})
"""These must be quick and do not count as messages."""

Result = TypeVar("Result")
_logger = logging.getLogger(__name__)


class Turnstile:
    """Lets one answer at a time be sent but not yet noted: a killed process then repeats one answer at most.

    Speed goes before that: whoever hangs is passed by the others, and nobody waits for ever in a long queue.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def passage(self) -> AsyncIterator[None]:
        """Wait for the turn, or long enough; the body is the window."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._lock.acquire()
        except TimeoutError:
            yield
            return
        is_inside = True

        def leave() -> None:
            nonlocal is_inside
            if is_inside:
                is_inside = False
                self._lock.release()

        hanging = asyncio.get_running_loop().call_later(HANGING_SECONDS, leave)
        try:
            yield
        finally:
            hanging.cancel()
            leave()


class Noted:
    """A request whose success is noted before another passes the turnstile.

    Parameters
    ----------
    turnstile
        Shared by all answers.
    note
        Writes down that the request succeeded.
    """

    def __init__(self, turnstile: Turnstile, note: Callable[[], Awaitable[None]]) -> None:
        self._turnstile = turnstile
        self._note = note

    async def perform(self, request: Callable[..., Coroutine[Any, Any, Result]], *args: Any, **kwargs: Any) -> Result:
        """Make the request and note it; when this is cancelled, what has begun is finished within a second."""
        async with self._turnstile.passage():
            return await _finished(self._send_and_note(request(*args, **kwargs)))

    async def _send_and_note(self, request: Coroutine[Any, Any, Result]) -> Result:
        result = await request
        try:
            await self._note()
        except StateUnwritableError as error:
            _logger.error("An answer was sent but could not be recorded as sent: %s", error.message)  # noqa: TRY400  # foreseen, and the message says all
        return result


class Limiter(AIORateLimiter):
    """Telegram's limits, with typing and button answers outside them.

    ``rate_limit_args`` of a request may be a ``Noted``. Waiting, also as long as Telegram says, is done before the
    turnstile; the chat that was told to wait holds up no other.

    Parameters
    ----------
    messages_per_second
        To all chats together.
    """

    def __init__(self, messages_per_second: float) -> None:
        # One at a time, evenly: a bucket of many would let twice as many through in its first second.
        super().__init__(overall_max_rate=1, overall_time_period=1 / messages_per_second)
        self._resume_at: dict[object, float] = {}

    async def process_request(  # noqa: PLR0917  # as the library has it
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Noted | None,  # type: ignore[override]  # the library's own class takes a number
    ) -> Any:
        """Make a request when it is its time, and again as often as Telegram wants a pause; called by the library."""
        if endpoint in UNLIMITED:
            return await callback(*args, **kwargs)
        if rate_limit_args is not None:
            args = (callback, *args)
            callback = rate_limit_args.perform
        chat = data.get("chat_id")
        while True:
            await self._pause(chat)
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, None)
            except RetryAfter as error:
                pause = pause_seconds(error) + SLACK_SECONDS
                _logger.info("Telegram demands a back-off of %.1f s.", pause)
                self._resume_at[chat] = asyncio.get_running_loop().time() + pause

    async def _pause(self, chat: object) -> None:
        clock = asyncio.get_running_loop().time
        while (left := self._resume_at.get(chat, 0.0) - clock()) > 0:
            await asyncio.sleep(left)
        self._resume_at.pop(chat, None)


def pause_seconds(error: RetryAfter) -> float:
    """How long Telegram wants not to be asked."""
    told = error.retry_after
    return told.total_seconds() if isinstance(told, timedelta) else float(told)


async def _finished(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of something that is not stopped half-way, also when the caller is."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=GRACE_SECONDS)
        if task.done():
            # Asked for, so that nobody complains that it was not.
            _ = task.cancelled() or task.exception()
        task.cancel()
        raise
