"""Time that passes only when nothing else can happen: waiting costs nothing, and a busy machine changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop that jumps to its next timer; for scenarios without threads and without connections."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._look = self._selector.select
        self._selector.select = self._jump

    def time(self) -> float:
        return self._now

    def _jump(self, timeout: float | None = None) -> Any:
        if timeout is None:
            return self._look(None)
        self._now += max(0.0, timeout)
        return self._look(0)


def run(scenario: Coroutine[Any, Any, Result]) -> Result:
    """As ``asyncio.run``, in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(scenario)


def now() -> float:
    """The time of the loop that runs, in seconds."""
    return asyncio.get_running_loop().time()
