"""The real command without the wait for its imports: forked from a process that has made them.

Every command still has a process, a folder, an environment and an end of its own. That ``python -m bot`` comes to the
same is shown where processes are really started. Run as a program, this is the process that forks.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PREPARED = (
    "bot.app", "bot.cli", "bot.presentation.reporting", "bot.terminal.chat", "bot.terminal.console",
    "bot.terminal.evaluation", "bot.watcher", "faiss", "filelock", "langchain_text_splitters", "py3langid",
    "retrieval.engine", "retrieval.evaluation.runner", "retrieval.lifecycle.verify", "safetensors.numpy",
    "scipy.sparse", "Stemmer", "tokenizers", "watchfiles",
)  # fmt: skip
_NUMBER = struct.Struct("i")
_LONGEST_REQUEST = 2**20
_AT_WORK = threading.local()


class ForkedCommand:
    """``beleg`` with some arguments, at work; the part of ``subprocess.Popen`` that is needed."""

    def __init__(
        self, arguments: Sequence[str | bytes], folder: Path, environment: Mapping[str, str], streams: Sequence[int]
    ) -> None:
        request = [[os.fsdecode(argument) for argument in arguments], str(folder), dict(environment)]
        self._told, told = socket.socketpair()
        with told:
            socket.send_fds(_forker(), [json.dumps(request).encode()], [*streams, told.fileno()])
        self.pid = self._number()
        self.returncode: int | None = None

    def wait(self, timeout: float) -> int:
        """The exit status once it has ended."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                self.returncode = os.waitstatus_to_exitcode(self._number())
            except TimeoutError:
                raise subprocess.TimeoutExpired("beleg", timeout) from None
            self._told.close()
        return self.returncode

    def poll(self) -> int | None:
        """The exit status; none while it is at work."""
        with contextlib.suppress(subprocess.TimeoutExpired, BlockingIOError):
            return self.wait(0)
        return None

    def send_signal(self, number: int) -> None:
        """As the system does it."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it by SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def _number(self) -> int:
        number: int = _NUMBER.unpack(self._told.recv(_NUMBER.size))[0]
        return number


def _forker() -> socket.socket:
    """The way to this thread's process that forks, which ends when the way is closed."""
    if not hasattr(_AT_WORK, "way"):
        _AT_WORK.way, end = socket.socketpair()
        with end:
            environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(REPOSITORY)}
            command = [sys.executable, "-m", "tests.e2e.forking", str(end.fileno())]
            _AT_WORK.process = subprocess.Popen(
                command, env=environment, pass_fds=[end.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
            )
        atexit.register(_end, _AT_WORK.way, _AT_WORK.process)
    way: socket.socket = _AT_WORK.way
    return way


def _end(way: socket.socket, process: subprocess.Popen[bytes]) -> None:
    way.close()
    process.wait()


def _take_requests(way: socket.socket) -> None:
    """Fork for every request; returns in the forked process alone."""
    while True:
        request, descriptors, _, _ = socket.recv_fds(way, _LONGEST_REQUEST, 4)
        if not request:
            _bury_the_dead(0)
            sys.exit()
        if os.fork() == 0:
            break
        for descriptor in descriptors:
            os.close(descriptor)
        _bury_the_dead(os.WNOHANG)
    way.close()
    *streams, told = descriptors
    _fork_and_tell(told)
    _become(streams, *json.loads(request))


def _bury_the_dead(options: int) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def _fork_and_tell(told: int) -> None:
    """Fork once more, and tell of that process: its number, and at its end how it ended."""
    process_id = os.fork()
    if process_id:
        os.write(told, _NUMBER.pack(process_id))
        _, status = os.waitpid(process_id, 0)
        with contextlib.suppress(BrokenPipeError):
            os.write(told, _NUMBER.pack(status))
        os._exit(0)
    os.close(told)


def _become(streams: Sequence[int], arguments: Sequence[str], folder: str, environment: Mapping[str, str]) -> None:
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["beleg", *arguments]


if __name__ == "__main__":
    for _name in PREPARED:
        importlib.import_module(_name)
    _take_requests(socket.socket(fileno=int(sys.argv[1])))
    importlib.import_module("bot.cli").main()
