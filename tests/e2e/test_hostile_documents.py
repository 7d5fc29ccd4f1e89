"""A folder full of files that mean no good: each is indexed or skipped with a reason, and nothing else happens.

One build over all of them, then every test looks at what came of it.
"""

from __future__ import annotations

import os
import re
import resource
import socket
import subprocess
import threading
from dataclasses import dataclass

import pytest

from retrieval import Answer, Snapshot
from retrieval.documents.skipped import SkipReason
from retrieval.index.index import Index
from tests.documents.bombs import bombs
from tests.documents.hostile import ENCODED, write_hostile_files
from tests.e2e.conftest import Place
from tests.faults.oracle import open_snapshot

DECOMPOSED, COMPOSED = "U\u0308bung.txt", "\u00dcbung.txt"

MOST_PROCESSOR_SECONDS = 90
HANGING_SECONDS = 300
MOST_BYTES_PER_PASSAGE = 16 * 1024
"""Eight times its vector: what a build holds at once, the texts and the lexical index beside it."""
MOST_BYTES_BEFORE = 512 * 1024**2
"""Python, the libraries, the model and one large file."""

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves the cursor, rings the bell or turns the line around."""


@dataclass(frozen=True)
class Hostile:
    """The folder after its one build."""

    place: Place
    expected: dict[str, str | None]
    forbidden: dict[str, str]
    build: subprocess.CompletedProcess[str]
    usage: resource.struct_rusage
    calls: int
    snapshot: Snapshot

    @property
    def index(self) -> Index:
        return self.snapshot.index


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    place = Place(tmp_path_factory.mktemp("hostile"))
    expected: dict[str, str | None] = dict(write_hostile_files(place.seeds))
    (place.seeds / DECOMPOSED).write_text("Die Übung beginnt um acht Uhr.", encoding="utf-8")
    forbidden = {}
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        outside = (place.folder / "outside" / "geheim.txt").as_uri()
        for bomb in bombs(f"http://127.0.0.1:{server.getsockname()[1]}/x.png", outside):
            place.write(bomb.name, bomb.content)
            forbidden[bomb.name] = bomb.forbidden
        build, usage = measured(place, "index")
        calls = 0
        try:
            server.accept()[0].close()
            calls = 1
        except BlockingIOError:
            pass
    snapshot = open_snapshot(place.folder / ".beleg")
    return Hostile(place, expected, forbidden, build, usage, calls, snapshot)


def measured(place: Place, *arguments: str) -> tuple[subprocess.CompletedProcess[str], resource.struct_rusage]:
    """A run of the command with what it took; one that hangs is killed."""
    with (place.folder / "output").open("w+b") as output:
        with place.start(*arguments, stdout=output.fileno()) as process:
            watch = threading.Timer(HANGING_SECONDS, process.kill)
            watch.start()
            # What it says of errors is far less than a pipe holds.
            _, status, usage = os.wait4(process.pid, 0)
            watch.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
            error = process.stderr.read().decode("utf-8") if process.stderr else ""
        output.seek(0)
        text = output.read().decode("utf-8")
    return subprocess.CompletedProcess(process.args, process.returncode, text, error), usage


def test_each_file_is_indexed_or_skipped_with_its_reason(hostile: Hostile) -> None:
    assert (hostile.build.returncode, hostile.build.stderr) == (0, "")
    index = hostile.index
    decided: dict[str, str | None] = {file.document_id: file.reason for file in index.manifest.skipped}
    same_name = decided.pop(COMPOSED)
    decided |= dict.fromkeys((document.id for document in index.documents), None)
    assert {name: decided.get(name, "no decision") for name in hostile.expected} == hostile.expected
    assert same_name == SkipReason.SAME_NAME
    assert set(hostile.forbidden) <= set(decided)


def test_time_and_memory_of_the_build_are_bounded(hostile: Hostile) -> None:
    assert hostile.usage.ru_utime + hostile.usage.ru_stime < MOST_PROCESSOR_SECONDS
    assert hostile.usage.ru_maxrss * 1024 < MOST_BYTES_BEFORE + MOST_BYTES_PER_PASSAGE * len(hostile.index)


def test_nothing_from_outside_the_folder_gets_in_and_nobody_is_called(hostile: Hostile) -> None:
    assert hostile.calls == 0
    assert "Schwefel" not in "".join(document.text for document in hostile.index.documents)
    assert (hostile.place.folder / "outside" / "geheim.txt").read_text(
        encoding="utf-8"
    ) == "Das Geheimnis ist Schwefel."


def test_no_bomb_goes_off(hostile: Hostile) -> None:
    texts = {document.id: document.text for document in hostile.index.documents}
    for name, forbidden in hostile.forbidden.items():
        assert len(texts.get(name, "")) < 1_000_000
        assert not forbidden or forbidden not in texts.get(name, "")


@pytest.mark.parametrize("name", ENCODED)
def test_the_text_of_every_encoding_is_exact(hostile: Hostile, name: str) -> None:
    assert hostile.index.document(name).text == ENCODED[name][0]


def test_the_output_has_no_control_sequences(hostile: Hostile) -> None:
    typed = "/sources\n/show terminal.txt\n/show rechts.txt\nWas hat die Glocke getan?\n/quit\n"
    run = hostile.place.beleg("chat", stdin=typed.encode())
    assert run.returncode == 0
    assert "läutet" in run.stdout
    for output in (hostile.build.stdout, run.stdout, run.stderr):
        assert CONTROL.findall(output) == []


@pytest.mark.parametrize(
    ("question", "literal"),
    [
        ("Wann wurde der Deich bei Norderbrück gebaut?", "Der Deich bei Norderbrück wurde 1962 gebaut."),
        ("Wann wurde der Damm bei Süderbrück gebaut?", "wurde 1953 gebaut."),
    ],
)
def test_what_a_document_orders_is_quoted_and_not_obeyed(hostile: Hostile, question: str, literal: str) -> None:
    reply = hostile.snapshot.explain(question).reply
    assert isinstance(reply, Answer)
    assert literal in reply.citations[0].quote
    for citation in reply.citations:
        assert citation.span.slice(hostile.index.document(citation.document_id).text) == citation.quote
