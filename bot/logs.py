"""Logging, configured once: to standard error, at the level of the settings, with secrets hidden.

Nothing else configures logging. The text of questions is personal and is logged by nobody above DEBUG.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

HIDDEN = "***"
CHATTY = ("httpx", "httpcore", "urllib3", "filelock", "watchfiles", "asyncio")
"""These log addresses and every step; a bot's token is part of its addresses."""

REPEATED = ("dotenv", "transformers", "sentence_transformers", "huggingface_hub.utils._http")
"""What these warn of is told again as an error, in the reader's language."""


class RedactingFormatter(logging.Formatter):
    """Formats a record and hides secrets in all of it, the traceback included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        # Longest first, so that a secret that contains another leaves nothing of itself behind.
        self._secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, without secrets."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


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
