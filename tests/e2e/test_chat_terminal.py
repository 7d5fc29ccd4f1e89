"""The conversation as a person has it, in a real pseudo-terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Self

import pytest

from tests.e2e.holding import held_at, let_go, wait_until_held

if TYPE_CHECKING:
    from tests.e2e.conftest import Place

PROMPT = "› "
QUESTION = "Wann findet der Online-Gipfel der Turkstaaten statt?"
CONTROL_C, CONTROL_D, UP = "\x03", "\x04", "\x1b[A"
SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>])")


class Person:
    """Types into a terminal of 80 by 40 and reads what stands there."""

    def __init__(self, place: Place, command: Sequence[str] = (sys.executable, "-m", "bot", "chat")) -> None:
        self._place = place
        self._typing, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        # Without an answer to its question for the cursor's place, prompt_toolkit waits.
        environment = place.environment(TERM="xterm-256color", PROMPT_TOOLKIT_NO_CPR="1")
        self._process = subprocess.Popen(
            command,
            cwd=place.folder,
            env=environment,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        os.close(terminal)
        self._raw = ""
        self._read_until = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._typing)

    def types(self, text: str) -> None:
        """Press keys."""
        os.write(self._typing, text.encode())

    def is_asked(self) -> None:
        """Wait for the prompt: what is typed before belongs to nobody."""
        self.sees(PROMPT)

    def enters(self, line: str) -> None:
        """Type a line and the enter key at the prompt."""
        self.is_asked()
        self.types(f"{line}\r")

    def hears_in_reply_to(self, line: str) -> str:
        """Type a line at a prompt that is there; all that comes before the next one."""
        self.types(f"{line}\r")
        return self.sees("Neu begonnen.") + self.sees(PROMPT)

    def sees(self, text: str) -> str:
        """Wait for a text and read on to its end; the plain text since the last one."""
        deadline = time.monotonic() + self._place.TIMEOUT_SECONDS
        while text not in (seen := self._plain()[self._read_until :]):
            if time.monotonic() > deadline or not self._receive(deadline):
                pytest.fail(f"{text!r} did not appear in {seen!r}")
        until = seen.index(text) + len(text)
        self._read_until += until
        return seen[:until]

    @property
    def raw(self) -> str:
        """All that was received, with its colours."""
        return self._raw

    def interrupts(self) -> None:
        """What control-C does where a terminal belongs to the process."""
        self._process.send_signal(signal.SIGINT)

    def leaves(self) -> int:
        """Wait for the end; the exit status."""
        with contextlib.suppress(OSError):
            while self._receive(time.monotonic() + self._place.TIMEOUT_SECONDS):
                pass
        return self._process.wait(self._place.TIMEOUT_SECONDS)

    def _plain(self) -> str:
        return SEQUENCE.sub("", self._raw)

    def _receive(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._typing], [], [], max(0.0, deadline - time.monotonic()))
        try:
            received = os.read(self._typing, 65_536) if ready else b""
        except OSError:
            return False
        self._raw += received.decode("utf-8", "replace")
        return bool(received)


@pytest.fixture
def person(copy: Place) -> Iterator[Person]:
    with Person(copy) as person:
        yield person


def test_a_conversation_from_the_greeting_to_the_end(person: Person) -> None:
    person.sees("/help zeigt die Befehle")
    person.enters(QUESTION)
    person.sees("[1]")
    person.sees("¶6")
    person.enters("/show 1")
    person.sees("Organisation der Turkstaaten berät sich per Online-Gipfel")
    person.sees("¶6")
    person.enters("/why")
    person.sees("Rückhalt")
    person.enters("/sources")
    person.sees("13 Absätze, Deutsch")
    person.is_asked()
    person.types(CONTROL_D)
    assert person.leaves() == 0


def test_an_answer_is_coloured_and_wrapped_behind_its_marker(person: Person) -> None:
    person.sees("beendet.")
    person.enters(QUESTION)
    person.sees("[1]")
    quote = person.sees("¶6")
    assert "\x1b[1m" in person.raw
    assert all(len(line) <= 80 for line in quote.splitlines())
    assert "\n    " in quote.replace("\r", "")


def test_control_c_clears_the_line_and_the_conversation_goes_on(person: Person) -> None:
    person.sees("beendet.")
    person.is_asked()
    person.types("eine Frage, die niemand stellt")
    person.sees("niemand stellt")
    person.types(CONTROL_C)
    person.enters("/hlep")
    person.sees("Gemeint: /help?")
    person.enters("/quit")
    assert person.leaves() == 0


def test_questions_are_answered_while_it_builds_and_an_interrupt_does_no_harm(copy: Place) -> None:
    before = (copy.folder / ".beleg" / "CURRENT").read_text()
    with Person(copy, held_at("retrieval.documents.loading.conversion", 1, "chat")) as person:
        person.sees("beendet.")
        copy.write("turm.html", "<p>Der Turm am Markt wurde 1911 gebaut.</p>")
        wait_until_held(copy.folder)
        person.enters(QUESTION)
        person.sees("¶6")
        person.is_asked()
        person.interrupts()
        person.is_asked()
        assert (copy.folder / ".beleg" / "CURRENT").read_text() == before
        let_go(copy.folder)
        person.types("/quit\r")
        assert person.leaves() == 0
    assert "¶6" in copy.beleg("ask", QUESTION).stdout


def test_a_pasted_text_of_several_lines_is_one_question(person: Person) -> None:
    person.sees("beendet.")
    person.is_asked()
    person.types("\x1b[200~Wann findet der Online-Gipfel\nder Turkstaaten\nstatt?\x1b[201~")
    person.types("\r")
    person.sees("¶6")
    person.is_asked()
    person.types(CONTROL_D)
    assert person.leaves() == 0


def test_a_question_is_remembered_for_the_next_conversation_and_for_nobody_else(copy: Place) -> None:
    with Person(copy) as first:
        first.sees("beendet.")
        first.enters(QUESTION)
        first.sees("¶6")
        first.is_asked()
        first.types(CONTROL_D)
        assert first.leaves() == 0
    assert (copy.folder / ".beleg" / "history").stat().st_mode & 0o077 == 0
    with Person(copy) as second:
        second.sees("beendet.")
        second.is_asked()
        second.types(UP)
        second.sees(QUESTION)
        second.types(CONTROL_C)
        second.is_asked()
        second.types(CONTROL_D)
        assert second.leaves() == 0


def test_documents_that_change_during_a_conversation_are_followed(person: Person, copy: Place) -> None:
    person.sees("beendet.")
    person.is_asked()
    copy.write("haus.txt", "Das Haus am Markt wurde 1904 gebaut. Der Turm kam 1911 dazu.")
    given_up = time.monotonic() + 60
    while "neu: haus.txt" not in person.hears_in_reply_to("/new"):
        assert time.monotonic() < given_up
    person.types("Wann wurde das Haus am Markt gebaut?\r")
    person.sees("1904")
    person.is_asked()
    person.types(CONTROL_D)
    assert person.leaves() == 0
