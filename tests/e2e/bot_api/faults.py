"""What can go wrong between a bot and Telegram, on order; and the limits against floods, as an option.

Decides only; the server carries it out.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto

SENDING = {"sendMessage", "editMessageText", "editMessageReplyMarkup"}


class Kind(Enum):
    """What happens to a call."""

    TOO_MANY_REQUESTS = auto()
    BAD_GATEWAY = auto()
    CUT = auto()
    """The connection is closed before the call is carried out."""
    LOST = auto()
    """The call is carried out, and the connection closed without an answer."""
    HANGS = auto()
    """The call is carried out, and there is no answer until the client gives up."""
    SLOW = auto()
    """The call is carried out and answered, after some seconds."""
    HELD = auto()
    """The call is carried out, and answered when the test lets it go."""


@dataclass
class Fault:
    """A fault for calls of one method, or of all; ``seconds`` is how long to wait, where that means something."""

    kind: Kind
    method: str = ""
    times: int = 1
    probability: float = 1
    seconds: float = 1
    chat_id: int | None = None
    happened: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)

    def concerns(self, method: str, chat_id: int | None) -> bool:
        wanted = not self.method or self.method.lower() == method.lower()
        return wanted and self.happened < self.times and self.chat_id in {None, chat_id}


class Faults:
    """The faults that were ordered, in order.

    Parameters
    ----------
    seed
        Of the chance by which faults of some probability happen.
    """

    def __init__(self, seed: int = 0) -> None:
        self._ordered: list[Fault] = []
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def order(self, kind: Kind, method: str = "", **details: float) -> Fault:
        """Let the next calls of a method fail; ``details`` are the other fields of ``Fault``."""
        fault = Fault(kind, method, **details)
        with self._lock:
            self._ordered.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self._ordered.clear()

    def next(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that a call meets, if any."""
        with self._lock:
            for fault in self._ordered:
                if fault.concerns(method, chat_id) and self._chance.random() < fault.probability:
                    fault.happened += 1
                    return fault
        return None


@dataclass
class FloodLimits:
    """At most so many messages a second in all, a second in a private chat (after a burst), a minute in a group."""

    overall_a_second: int = 30
    private_burst: int = 5
    private_seconds: float = 1
    group_a_minute: int = 20
    _overall: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, chat_id: int) -> int:
        """Count a message; the seconds to wait instead, 0 when it may be sent."""
        now = time.monotonic()
        chat = self._chats[chat_id]
        if chat_id > 0:
            limits = [
                (self._overall, self.overall_a_second, 1.0),
                (chat, self.private_burst, self.private_burst * self.private_seconds),
            ]
        else:
            limits = [(self._overall, self.overall_a_second, 1.0), (chat, self.group_a_minute, 60.0)]
        waits = [until_free(times, count, window, now) for times, count, window in limits]
        if max(waits) > 0:
            return max(1, math.ceil(max(waits)))
        self._overall.append(now)
        chat.append(now)
        return 0


def until_free(times: deque[float], count: int, window: float, now: float) -> float:
    """Seconds until there is room for one more within a window."""
    while times and times[0] <= now - window:
        times.popleft()
    return times[0] + window - now if len(times) >= count else 0
