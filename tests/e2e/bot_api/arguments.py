"""What a method is called with, from JSON, a form or multipart, and how a call is refused.

Knows the wording of refusals and no method.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

TRUE = {"true", "1", "yes"}


class ApiError(Exception):
    """A call that Telegram does not carry out, with the status and the words of its answer."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(description: str, **parameters: int) -> ApiError:
    return ApiError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> ApiError:
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    return ApiError(409, f"Conflict: {description}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class Arguments:
    """The parameters of one call; numbers and booleans may come as text, structures as JSON within text."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def text(self, name: str, default: str = "") -> str:
        """A text; anything else is written as one, as Telegram does."""
        value = self.given.get(name, default)
        if isinstance(value, (dict, list, bool)):
            raise bad_request(f'field "{name}" must be of type String')
        text = str(value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise bad_request("strings must be encoded in UTF-8")
        return text

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; what is none counts as left out."""
        try:
            return int(self.given.get(name, default))
        except (TypeError, ValueError):
            return default

    def limited(self, name: str, default: int, lowest: int, highest: int) -> int:
        """A whole number, moved into its limits."""
        return max(lowest, min(highest, self.integer(name, default)))

    def boolean(self, name: str) -> bool:
        return str(self.given.get(name, "")).lower() in TRUE

    def structure(self, name: str, kind: type[dict] | type[list]) -> Any:
        """A list or an object; None when it is left out."""
        value = self.given.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                value = json.loads(value)
            except ValueError:
                raise bad_request(f"can't parse {name} JSON object") from None
        if value is not None and not isinstance(value, kind):
            expected = "an Array" if kind is list else "an Object"
            raise bad_request(f"can't parse {name}: expected {expected}")
        return value
