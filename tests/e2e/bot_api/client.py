"""Calls of the Bot API without any library: what a test says is what goes over the wire.

Knows no methods.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from tests.e2e.bot_api.entities import Entity
from tests.e2e.bot_api.people import Person
from tests.e2e.telegram_server import TelegramServer


def call(server: TelegramServer, method: str, /, *, token: str = "", patience: float = 60, **arguments: Any) -> Any:
    """The answer of one call with a JSON body."""
    body = json.dumps(arguments).encode()
    address = f"http://127.0.0.1:{server.port}/bot{token or server.token}/{method}"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=patience) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error)


def send(server: TelegramServer, person: Person, text: str, **arguments: Any) -> Any:
    return call(server, "sendMessage", chat_id=person.id, text=text, **arguments)


def entity(kind: str, offset: int, length: int, **more: Any) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


def updates(server: TelegramServer, **arguments: Any) -> list[dict[str, Any]]:
    answer = call(server, "getUpdates", **arguments)
    assert answer["ok"], answer
    return answer["result"]
