"""The child process that converts files: ``python -m retrieval.documents.loading.conversion``, started by ``sandbox``.

One request after the other comes in on standard input, one reply each goes out on standard output, both JSON. The
format libraries are imported here and nowhere else. The process limits itself: no files, no core, bounded memory and
time, and it ends with its parent.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from retrieval.documents.loading.blocks.blocks import ConversionError, Converter, Extracted, document_text
from retrieval.documents.skipped import Limits, SkipReason

_OPEN_FILES = 64
_GRACE_SECONDS = 2.0
"""The parent stops a slow child in time; the child's own alarm is for when the parent is gone."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent sends ahead of the bytes of a file."""

    converter: str
    size: int
    limits: Limits

    @classmethod
    def from_json(cls, line: bytes) -> Request:
        """The request in a line."""
        fields = json.loads(line)
        return cls(fields["converter"], fields["size"], Limits(**fields["limits"]))


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until there are no more.

    Parameters
    ----------
    requests
        A line of JSON each, followed by as many bytes as it says.
    replies
        Gets a line with the length of each reply, followed by it.
    """
    for line in iter(requests.readline, b""):
        request = Request.from_json(line)
        data = requests.read(request.size)
        if len(data) < request.size:
            return
        reply = _reply(request, data)
        replies.write(b"%d\n" % len(reply))
        replies.write(reply)
        replies.flush()


def _reply(request: Request, data: bytes) -> bytes:
    try:
        # Imported before the limits begin to count: the library is not what the file costs.
        convert = _converter(request.converter)
        with _limited(request.limits):
            return json.dumps(_converted(convert, data, request.limits), ensure_ascii=False).encode()
    except ImportError as error:
        return _failure(SkipReason.CONVERTER_DIED, str(error))
    except ConversionError as error:
        return _failure(error.reason, error.detail)
    except MemoryError:
        return _failure(SkipReason.TOO_MUCH_MEMORY)
    except Exception as error:
        # Whatever a library raises on a file, the file is to blame.
        return _failure(SkipReason.DAMAGED, type(error).__name__)


def _converter(name: str) -> Converter:
    module, _, function = name.partition(":")
    converter: Converter = getattr(import_module(module), function)
    return converter


def _converted(convert: Converter, data: bytes, limits: Limits) -> dict[str, Any]:
    extracted: Extracted = convert(data, limits)
    if sum(len(block.text) for block in extracted.blocks) > limits.maximum_text_characters:
        raise ConversionError(SkipReason.TOO_MUCH_TEXT)
    found = document_text(extracted.blocks, extracted.pages)
    return {
        "title": extracted.title,
        "text": found.text,
        "headings": [(heading.span.start, heading.span.end, heading.level) for heading in found.headings],
        "pages": found.pages,
    }


def _failure(reason: SkipReason, detail: str = "") -> bytes:
    return json.dumps({"reason": reason.name, "detail": detail}).encode()


@contextlib.contextmanager
def _limited(limits: Limits) -> Iterator[None]:
    """Memory from here on and time for one file; a limit that the system does not know is left out."""
    usual, highest = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + limits.maximum_memory_bytes, highest))
    signal.setitimer(signal.ITIMER_REAL, limits.maximum_seconds + _GRACE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (usual, highest))


def _address_space() -> int:
    """Bytes of address space that this process has now."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _end_with_parent(descriptor: int) -> None:
    """Wait until nobody can write requests any more, even in the middle of a conversion."""
    poller = select.poll()
    poller.register(descriptor, 0)
    poller.poll()
    os._exit(1)


def _start(watch: Callable[[int], None]) -> tuple[BinaryIO, BinaryIO]:
    """Limit this process and keep standard output for replies: libraries print where they want."""
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, _OPEN_FILES)):
        resource.setrlimit(kind, (most, most))
    replies = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.close(silence)
    threading.Thread(target=watch, args=(0,), daemon=True).start()
    return sys.stdin.buffer, replies


if __name__ == "__main__":
    serve(*_start(_end_with_parent))
