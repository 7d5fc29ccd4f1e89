"""The library's queue of updates, with the inbox beneath it. Knows updates as the library has them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping

from telegram import Bot, Update

from bot.telegram.inbox.inbox import Inbox

_logger = logging.getLogger(__name__)


class DurableQueue(asyncio.Queue[object]):
    """Takes an update when it is on the disk, and each of them once.

    Parameters
    ----------
    inbox
        Where they are kept.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._kept: set[int] = set()

    async def keep(self, payloads: Mapping[int, str]) -> None:
        """Keep all updates of one answer in one transaction; ``put`` will then take those that are new."""
        if payloads:
            self._kept |= await self._inbox.put_all(payloads)

    async def put(self, item: object) -> None:
        """Take an update, on the disk when this returns; one that was here before is dropped.

        Parameters
        ----------
        item
            What is not an update, such as the library's sign to stop, passes through.

        Raises
        ------
        StateUnwritableError
            If it cannot be kept.
        """
        if isinstance(item, Update):
            if item.update_id in self._kept:
                self._kept.discard(item.update_id)
            elif not await self._inbox.put(item.update_id, item.to_json()):
                _logger.debug("Update %d is a duplicate.", item.update_id)
                return
        await super().put(item)

    async def replay(self, bot: Bot) -> int:
        """Take what was not done when the process ended, in order; returns how many."""
        payloads = await self._inbox.pending()
        for payload in payloads:
            self.put_nowait(Update.de_json(json.loads(payload), bot))
        return len(payloads)
