"""The requests to the Bot API: whether one went out at all, and how the connection is. The door to httpx.

Updates are put into the inbox here, before the library sees them. Addresses carry the token and are never logged.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any, Final

import httpx
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.errors import StateUnwritableError

OK: Final = 200
UNAUTHORIZED: Final = 401
NOT_FOUND: Final = 404
CONFLICT: Final = 409
SERVER_FAULT: Final = 500
CONFLICT_SECONDS: Final = 60.0
"""Two instances take turns in being answered; only a minute without a conflict means that there is one left."""

KEPT_ALIVE: Final = 16
"""Idle connections are looked at before every request, so a few must do."""

_BEFORE_SENDING: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_logger = logging.getLogger(__name__)


class NotSentError(NetworkError):
    """The request did not reach Telegram, or Telegram could not work on it: it may be repeated."""


class Trouble(StrEnum):
    """What can be wrong with the connection."""

    UNREACHABLE = "unreachable"
    CONFLICT = "conflict"
    STORAGE = "storage"


MESSAGES: Final = {
    Trouble.UNREACHABLE: "Telegram cannot be reached; retrying until it can.",
    Trouble.CONFLICT: "Another instance of this bot is running somewhere and receives its updates; stop one of them.",
    Trouble.STORAGE: "Updates cannot be stored, so none are fetched from Telegram: %s",
}


class Health:
    """Says once what is wrong with the connection, and once that it is over.

    Parameters
    ----------
    refused
        Called when Telegram does not know the token any more.
    clock
        Seconds that do not go back.
    """

    def __init__(self, refused: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.refused = refused
        self.trouble: Trouble | None = None
        self._clock = clock
        self._since = 0.0

    def well(self) -> None:
        """Telegram has answered."""
        if self.trouble is Trouble.CONFLICT and self._clock() - self._since < CONFLICT_SECONDS:
            return
        if self.trouble is not None:
            _logger.warning("The problem is over; updates are being received again.")
        self.trouble = None

    def ill(self, trouble: Trouble, *values: object) -> None:
        """Something is wrong."""
        if self.trouble is not trouble:
            _logger.warning(MESSAGES[trouble], *values)
        self.trouble = trouble
        self._since = self._clock()


class ApiRequest(HTTPXRequest):
    """Requests that tell whether they went out.

    Parameters
    ----------
    health
        Is told when the token is refused.
    connection_pool_size
        How many requests can be under way.
    **options
        Of the library's own class.
    """

    def __init__(self, health: Health, *, connection_pool_size: int = 1, **options: Any) -> None:
        kept = min(connection_pool_size, KEPT_ALIVE)
        limits = httpx.Limits(max_connections=connection_pool_size, max_keepalive_connections=kept)
        super().__init__(connection_pool_size, httpx_kwargs={"limits": limits}, **options)
        self._health = health

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make a request.

        Parameters
        ----------
        *args
            As the library passes them.
        **kwargs
            The same.

        Returns
        -------
        tuple[int, bytes]
            The status and what was received.

        Raises
        ------
        NotSentError
            If it did not go out, or the server could not work on it.
        NetworkError
            If nobody knows.
        """
        try:
            code, payload = await super().do_request(*args, **kwargs)
        except NetworkError as error:
            if isinstance(error.__cause__, _BEFORE_SENDING):
                raise NotSentError(type(error.__cause__).__name__) from None
            # The library's own text may hold the address.
            raise type(error)(f"{type(error.__cause__).__name__}") from None
        if code >= SERVER_FAULT or (code >= UNAUTHORIZED and not _is_answer(payload)):
            raise NotSentError(f"HTTP status {code}")
        if code == UNAUTHORIZED:
            self._health.refused()
        return code, payload


class PollingRequest(ApiRequest):
    """Requests for updates, which are kept before the library sees them.

    Parameters
    ----------
    health
        Is told how it goes.
    keep
        Takes the updates of one answer, by their ids; they are on the disk when it returns.
    **options
        Of the library's own class.
    """

    def __init__(self, health: Health, keep: Callable[[Mapping[int, str]], Awaitable[None]], **options: Any) -> None:
        super().__init__(health, **options)
        self._keep = keep

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask for updates.

        Parameters
        ----------
        *args
            As the library passes them.
        **kwargs
            The same.

        Returns
        -------
        tuple[int, bytes]
            The status and what was received; the updates in it have been kept.

        Raises
        ------
        TelegramError
            If there is no answer, or the updates in it could not be kept; Telegram delivers them again.
        """
        try:
            code, payload = await super().do_request(*args, **kwargs)
            if code == OK:
                await self._keep(_updates(payload))
        except StateUnwritableError as error:
            self._health.ill(Trouble.STORAGE, error.message)
            raise NotSentError(type(error).__name__) from error
        except TelegramError:
            self._health.ill(Trouble.UNREACHABLE)
            raise
        if code == CONFLICT:
            self._health.ill(Trouble.CONFLICT)
        elif code == OK:
            self._health.well()
        elif code == NOT_FOUND:
            self._health.refused()
        return code, payload


def _is_answer(payload: bytes) -> bool:
    """Whether this comes from a Bot API server, and not from a proxy in front of it."""
    try:
        return "ok" in json.loads(payload)
    except (ValueError, TypeError):
        return False


def _updates(payload: bytes) -> dict[int, str]:
    """The updates of an answer as JSON, by their ids; what is not an update is left to the library."""
    try:
        entries = json.loads(payload)["result"]
        return {entry["update_id"]: json.dumps(entry) for entry in entries}
    except (ValueError, TypeError, KeyError):
        return {}
