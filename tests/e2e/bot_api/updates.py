"""The queue of updates: what is offered, filtered and forgotten, as getUpdates defines it.

Pure: knows neither HTTP nor chats. Whoever uses it holds the lock of the world.
"""

from __future__ import annotations

from collections import deque
from typing import Any

KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
    "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
    "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request",
    "chat_boost", "removed_chat_boost",
}  # fmt: skip
OFF_UNLESS_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}

Update = dict[str, Any]


class UpdateQueue:
    """Updates that are not confirmed yet, in order."""

    def __init__(self, first_id: int = 704_000_001) -> None:
        self._next_id = first_id
        self._pending: deque[Update] = deque()
        self._repeatable: deque[Update] = deque(maxlen=100)
        self._allowed = KINDS - OFF_UNLESS_ASKED

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def allowed(self) -> list[str]:
        """The kinds that are kept; the setting stays until it is changed."""
        return sorted(self._allowed)

    def allow(self, kinds: list[Any] | None) -> None:
        """Keep only these kinds from now on; None changes nothing, and an empty list is the default."""
        if kinds is None:
            return
        self._allowed = {kind for kind in kinds if kind in KINDS} or KINDS - OFF_UNLESS_ASKED

    def add(self, kind: str, content: dict[str, Any]) -> int | None:
        """Offer an update and return its id; None when its kind is not asked for."""
        if kind not in self._allowed:
            return None
        update_id = self._next_id
        self._next_id += 1
        self._pending.append({"update_id": update_id, kind: content})
        return update_id

    def confirm(self, offset: int) -> None:
        """Forget everything below an offset; a negative one keeps so many of the newest."""
        if offset < 0:
            offset = self._pending[max(offset, -len(self._pending))]["update_id"] if self._pending else 0
        while self._pending and self._pending[0]["update_id"] < offset:
            self._repeatable.append(self._pending.popleft())

    def take(self, limit: int) -> list[Update]:
        """The oldest updates; they stay until they are confirmed."""
        return list(self._pending)[:limit]

    def remove(self, update_id: int) -> None:
        """Forget one update that a webhook has confirmed."""
        self._repeatable.extend(update for update in self._pending if update["update_id"] == update_id)
        self._pending = deque(update for update in self._pending if update["update_id"] != update_id)

    def drop(self) -> None:
        """Forget all of them."""
        self._pending.clear()

    def repeat(self, count: int) -> int:
        """Offer the latest confirmed updates again, under the ids they had."""
        again = [self._repeatable.pop() for _ in range(min(count, len(self._repeatable)))]
        self._pending.extendleft(again)
        return len(again)
