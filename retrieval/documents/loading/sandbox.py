"""Converts files in a child process, so that no file can stop, kill or fill the process that builds.

The door to the child process ``conversion``. Bytes go there through a pipe, JSON comes back; what the child says is
checked as if a stranger had said it. Knows no format.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess  # the child is this package's own module
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Self

from retrieval.documents.loading.blocks.blocks import ConversionError, DocumentText
from retrieval.documents.records import Heading
from retrieval.documents.skipped import Limits, SkipReason
from retrieval.text.spans import Span

_FILES_PER_CHILD = 500
"""A fresh child now and then, so that no library's leak adds up."""

_AFTER_WHICH_A_CHILD_IS_OF_NO_MORE_USE = frozenset(
    {SkipReason.CONVERTER_DIED, SkipReason.TOO_MUCH_MEMORY, SkipReason.TOO_MUCH_TEXT, SkipReason.TOO_SLOW}
)

_LENGTH_CHARACTERS = 20
_LAST_MOMENTS_SECONDS = 1.0

_BYTES_PER_CHARACTER = 6
_REPLY_OVERHEAD_BYTES = 1024**2
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL", "TZ")
"""All that the child is told of the environment: no token, no proxy."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A document's text as the child made it, and the title of its metadata."""

    content: DocumentText
    title: str


class Sandbox:
    """A child process that converts one file after the other, started with the first of them.

    Use it as a context manager: leaving it ends the child.

    Parameters
    ----------
    limits
        What one file may cost.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def convert(self, converter: str, data: bytes) -> Converted:
        """Convert a file.

        Parameters
        ----------
        converter
            ``module:function`` of a ``Converter``.
        data
            The file.

        Returns
        -------
        Converted
            Valid, whatever the file did to the child.

        Raises
        ------
        ConversionError
            If the file cannot be converted within the limits, or the child died of it.
        """
        try:
            converted = _checked(self._exchange(converter, data))
        except ConversionError as error:
            if error.reason in _AFTER_WHICH_A_CHILD_IS_OF_NO_MORE_USE:
                self.close()
            raise
        except BaseException:
            # In the middle of an exchange, the next reply would be the one to this file.
            self.close()
            raise
        finally:
            self._files += 1
            if self._files >= _FILES_PER_CHILD:
                self.close()
        return converted

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child is None:
            return
        child, self._child, self._files = self._child, None, 0
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _exchange(self, converter: str, data: bytes) -> bytes:
        if self._child is not None and self._child.poll() is not None:
            # It died of something between two files.
            self.close()
        if self._child is None:
            self._child = _start_child()
        child = self._child
        if child.stdin is None or child.stdout is None:
            raise ConversionError(SkipReason.CONVERTER_DIED)
        request = {"converter": converter, "size": len(data), "limits": asdict(self._limits)}
        with _stopping(child, self._limits.maximum_seconds) as stopped:
            try:
                child.stdin.write(json.dumps(request).encode() + b"\n")
                child.stdin.write(data)
                child.stdin.flush()
                reply = self._read_reply(child.stdout)
            except (OSError, EOFError) as error:
                raise _reason_of(_exit_status(child), stopped=stopped.is_set()) from error
        if stopped.is_set():
            # In the very moment of the reply.
            self.close()
        return reply

    def _read_reply(self, replies: IO[bytes]) -> bytes:
        line = replies.readline(_LENGTH_CHARACTERS)
        if not line:
            raise EOFError
        if not line.strip().isdigit():
            raise ConversionError(SkipReason.CONVERTER_DIED)
        size = int(line)
        if size > _BYTES_PER_CHARACTER * self._limits.maximum_text_characters + _REPLY_OVERHEAD_BYTES:
            raise ConversionError(SkipReason.TOO_MUCH_TEXT)
        reply = replies.read(size)
        if len(reply) < size:
            raise EOFError
        return reply


def _start_child() -> subprocess.Popen[bytes]:
    package_folder = str(Path(__file__).resolve().parents[3])
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join([package_folder, *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        return subprocess.Popen(
            # -P: a module that lies in the current folder is not imported.
            [sys.executable, "-P", "-B", "-m", "retrieval.documents.loading.conversion"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            # Ctrl-C is for the parent, which ends the child in good order.
            start_new_session=True,
        )
    except OSError as error:
        raise ConversionError(SkipReason.CONVERTER_DIED, error.strerror or "") from error


@contextlib.contextmanager
def _stopping(child: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Kill the child when the time is over; the event tells that it was for this."""
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        child.kill()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield stopped
    finally:
        timer.cancel()
        # It may be at work right now, and must not meet the next file.
        timer.join()


def _exit_status(child: subprocess.Popen[bytes]) -> int:
    """Of a child that speaks no more."""
    try:
        return child.wait(_LAST_MOMENTS_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return 0


def _reason_of(exit_status: int, *, stopped: bool) -> ConversionError:
    if stopped or exit_status == -signal.SIGALRM:
        return ConversionError(SkipReason.TOO_SLOW)
    if exit_status == -signal.SIGKILL:
        # Not by us: then by the kernel, which ran out of memory.
        return ConversionError(SkipReason.TOO_MUCH_MEMORY)
    return ConversionError(SkipReason.CONVERTER_DIED, signal.Signals(-exit_status).name if exit_status < 0 else "")


def _checked(reply: bytes) -> Converted:
    try:
        fields: dict[str, Any] = json.loads(reply)
        if "reason" in fields:
            raise ConversionError(SkipReason[fields["reason"]], _line(fields["detail"]))
        text = fields["text"]
        headings = tuple(Heading(Span(start, end), level) for start, end, level in fields["headings"])
        pages = tuple(fields["pages"])
        _check(text, headings, pages)
        return Converted(DocumentText(text, headings, pages), _line(fields["title"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConversionError(SkipReason.CONVERTER_DIED) from error


def _check(text: str, headings: tuple[Heading, ...], pages: tuple[int, ...]) -> None:
    text.encode()
    ends = [0, *(place for heading in headings for place in (heading.span.start, heading.span.end)), len(text)]
    if ends != sorted(ends) or list(pages) != sorted(pages) or any(not 0 <= page <= len(text) for page in pages):
        raise ValueError("places outside the text")
    if text != text.strip() or "\n\n\n" in text:
        raise ValueError("blocks without text")


def _line(text: str) -> str:
    """A text of the child as one short line that can be printed."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())[:200]
