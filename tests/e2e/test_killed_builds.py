"""A build that is killed costs nothing: the old index answers, and the next build works."""

from __future__ import annotations

import signal

import pytest

from tests.e2e.conftest import Place
from tests.e2e.holding import held_at, wait_until_held

QUESTION = "Wofür steht die Abkürzung OVKS?"
NEW_DOCUMENTS = 5


@pytest.mark.parametrize("files_begun", [1, 4])
def test_a_killed_build_leaves_the_old_index(copy: Place, files_begun: int) -> None:
    before = copy.beleg("ask", "--json", QUESTION).stdout
    for number in range(NEW_DOCUMENTS):
        copy.write(f"neu{number}.txt", f"Absatz {number} über den Verein.\n\n" * 20)
    with copy.run(held_at("/.new-", files_begun, "index")) as process:
        wait_until_held(copy.folder)
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert list(copy.folder.glob(".beleg/generations/.new-*"))
    for number in range(NEW_DOCUMENTS):
        (copy.seeds / f"neu{number}.txt").unlink()
    answered = copy.beleg("ask", "--json", QUESTION)
    assert (answered.stdout, answered.stderr) == (before, "")
    assert copy.beleg("index", "--rebuild").returncode == 0
    assert not list(copy.folder.glob(".beleg/generations/.new-*"))
