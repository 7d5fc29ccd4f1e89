"""What a file does to the process that converts it never reaches the process that builds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.documents.loading.blocks.blocks import ConversionError
from retrieval.documents.loading.sandbox import Sandbox
from retrieval.documents.records import Heading
from retrieval.documents.skipped import Limits, SkipReason
from retrieval.text.spans import Span

LIMITS = Limits(maximum_seconds=60, maximum_memory_bytes=256 * 1024**2, maximum_text_characters=100_000)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as opened:
        yield opened


def convert(sandbox: Sandbox, converter: str, data: bytes = b"") -> str:
    return sandbox.convert(f"tests.unit.retrieval.documents.loading.converters:{converter}", data).content.text


def reason_of(sandbox: Sandbox, converter: str, data: bytes = b"") -> SkipReason:
    with pytest.raises(ConversionError) as caught:
        convert(sandbox, converter, data)
    return caught.value.reason


def is_running(process_id: int) -> bool:
    """Whether a process is there; one that only waits to be buried by its new parent is not."""
    try:
        os.kill(process_id, 0)
        status = Path(f"/proc/{process_id}/stat")
        return not (status.parent.parent.is_dir() and ") Z " in status.read_text())
    except (ProcessLookupError, FileNotFoundError):
        return False


def wait_until_ended(process_id: int) -> None:
    deadline = time.monotonic() + 60
    while is_running(process_id) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(process_id)


def test_blocks_and_headings_come_back(sandbox: Sandbox) -> None:
    content = sandbox.convert(
        "tests.unit.retrieval.documents.loading.converters:echo", "# Öl\nDas kostet 5 €.".encode()
    ).content
    assert content.text == "Öl\n\nDas kostet 5 €."
    assert content.headings == (Heading(Span(0, 2), 1),)


def test_one_process_converts_many_files(sandbox: Sandbox) -> None:
    assert convert(sandbox, "process_id") == convert(sandbox, "process_id") != str(os.getpid())


@pytest.mark.parametrize(
    ("converter", "reason"),
    [
        ("take_memory", SkipReason.TOO_MUCH_MEMORY),
        ("be_killed", SkipReason.TOO_MUCH_MEMORY),
        ("abort", SkipReason.CONVERTER_DIED),
        ("leave", SkipReason.CONVERTER_DIED),
        ("raise_error", SkipReason.DAMAGED),
        ("recurse", SkipReason.DAMAGED),
        ("write_much", SkipReason.TOO_MUCH_TEXT),
    ],
)
def test_a_file_that_cannot_be_converted_says_why_and_the_next_one_is_converted(
    sandbox: Sandbox, converter: str, reason: SkipReason
) -> None:
    assert reason_of(sandbox, converter) == reason
    assert convert(sandbox, "echo", b"Text") == "Text"


def test_a_process_that_dies_between_two_files_is_replaced() -> None:
    with Sandbox(LIMITS) as opened:
        process_id = int(convert(opened, "process_id"))
        os.kill(process_id, signal.SIGKILL)
        os.waitid(os.P_PID, process_id, os.WEXITED | os.WNOWAIT)
        assert convert(opened, "echo", b"Text") == "Text"


@pytest.mark.parametrize("converter", ["hang", "spin"])
def test_a_file_that_takes_too_long_is_given_up(converter: str) -> None:
    with Sandbox(replace(LIMITS, maximum_seconds=0.5)) as sandbox:
        assert reason_of(sandbox, converter) == SkipReason.TOO_SLOW


@pytest.mark.parametrize(
    "reply",
    [
        b"no number\n",
        b"-5\n",
        b"99999999999\n",
        b"4\nnull",
        b"5\n[1,2]",
        b'52\n{"text": "a", "title": 5, "headings": [], "pages": [9]}',
        b'57\n{"text": "a", "title": "", "headings": [[0, 9, 1]], "pages": []}',
        b'25\n{"reason": "NO", "detail": 1}',
    ],
)
def test_a_reply_that_is_none_is_not_believed(sandbox: Sandbox, reply: bytes) -> None:
    assert reason_of(sandbox, "answer_nonsense", reply) in {SkipReason.CONVERTER_DIED, SkipReason.TOO_MUCH_TEXT}


def test_what_a_library_prints_disturbs_nobody(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    assert convert(sandbox, "print_much") == "Text"
    assert capfd.readouterr() == ("", "")


def test_a_converter_writes_no_file(sandbox: Sandbox, tmp_path: Path) -> None:
    target = tmp_path / "file"
    assert reason_of(sandbox, "write_file", str(target).encode()) == SkipReason.DAMAGED
    assert target.stat().st_size == 0


def test_the_environment_keeps_its_secrets(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_TELEGRAM_TOKEN", "1:geheim")
    with Sandbox(LIMITS) as opened:
        assert "TOKEN" not in convert(opened, "environment")


def test_a_module_in_the_current_folder_is_not_taken_for_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    with Sandbox(LIMITS) as opened:
        assert convert(opened, "echo", b"Text") == "Text"


def test_the_process_ends_with_its_owner(sandbox: Sandbox) -> None:
    with Sandbox(LIMITS) as opened:
        process_id = int(convert(opened, "process_id"))
        assert is_running(process_id)
    assert not is_running(process_id)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_the_process_ends_with_a_killed_owner_even_while_it_converts(number: int) -> None:
    program = (
        "from retrieval.documents.loading.sandbox import Sandbox\n"
        "from retrieval.documents.skipped import Limits\n"
        "converters = 'tests.unit.retrieval.documents.loading.converters:'\n"
        "with Sandbox(Limits()) as sandbox:\n"
        "    print(sandbox.convert(converters + 'process_id', b'').content.text, flush=True)\n"
        "    sandbox.convert(converters + 'hang', b'')\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as owner:
        assert owner.stdout is not None
        process_id = int(owner.stdout.readline())
        owner.send_signal(number)
        owner.wait(60)
    wait_until_ended(process_id)
