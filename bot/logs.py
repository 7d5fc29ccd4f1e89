"""Logging, configured once: to standard error, at the level of the settings, with secrets hidden.

Nothing else configures logging. The text of questions is personal and never logged above DEBUG.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

HIDDEN = "***"
CHATTY = ("httpx", "httpcore", "urllib3", "filelock", "watchfiles", "asyncio", "faiss", "faiss.loader")
"""These log addresses and every step; a bot's token is part of its addresses."""

REPEATED = (
    "dotenv",
    "transformers",
    "sentence_transformers",
    "huggingface_hub.utils._http",
    "stamina",
    "telegram",
    "tornado",
)
"""What these warn of is told again as an error or in one line, in the reader's language."""

TOKEN = re.compile(r"[0-9]{6,}(?::|%3A|%253A)[A-Za-z0-9_-]{30,}", re.ASCII | re.IGNORECASE)
"""Anything that looks like the token of a bot, also somebody else's or one that was mistyped."""

SHORTEST_SECRET = 6
"""What is shorter and stands behind a colon would hide half of every log."""


class RedactingFormatter(logging.Formatter):
    """Formats a record and hides secrets in all of it, the traceback included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._secrets: list[str] = []
        self.hide(secrets)

    def hide(self, secrets: Iterable[str]) -> None:
        """Hide more secrets from now on."""
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        # Longest first, so that a secret that contains another leaves nothing of itself behind.
        self._secrets = sorted(forms.union(self._secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, without secrets."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return TOKEN.sub(HIDDEN, text)


def configure(level: str, secrets: Iterable[str] = ()) -> None:
    """Send logs to standard error; a second call replaces the first.

    Parameters
    ----------
    level
        The name of the lowest level that is shown.
    secrets
        Strings that must never be seen, such as a bot's token.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    lowest: int = logging.getLevelName(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, lowest))
    for name in REPEATED:
        logging.getLogger(name).setLevel(logging.CRITICAL if lowest > logging.DEBUG else logging.DEBUG)


def hide(*secrets: str) -> None:
    """Hide secrets that have become known after ``configure``."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, RedactingFormatter):
            handler.formatter.hide(secrets)


def _forms(secret: str) -> Iterator[str]:
    """A secret as it may be seen: whole or its part behind a colon, as it is, in an address or as Python writes it."""
    behind = secret.partition(":")[2]
    for plain in (secret, behind if len(behind) >= SHORTEST_SECRET else ""):
        if plain:
            encoded = quote(plain, safe="")
            yield from (plain, quote(plain), quote_plus(plain), encoded, encoded.replace("%3A", "%3a"), quote(encoded))
            yield repr(plain)[1:-1]
