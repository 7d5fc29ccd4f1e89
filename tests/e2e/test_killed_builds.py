"""A build that is killed costs nothing: the old index answers, and the next build works."""

from __future__ import annotations

import signal

import pytest

from tests.e2e.conftest import Place

QUESTION = "Wofür steht die Abkürzung OVKS?"
NEW_DOCUMENTS = 100


@pytest.mark.parametrize("files_written", [0, 3])
def test_a_killed_build_leaves_the_old_index(copy: Place, files_written: int) -> None:
    before = copy.beleg("ask", "--json", QUESTION).stdout
    for number in range(NEW_DOCUMENTS):
        copy.write(f"neu{number}.txt", f"Absatz {number} über den Verein.\n\n" * 20)
    kill_after(copy, files_written)
    for number in range(NEW_DOCUMENTS):
        (copy.seeds / f"neu{number}.txt").unlink()
    answered = copy.beleg("ask", "--json", QUESTION)
    assert (answered.stdout, answered.stderr) == (before, "")
    assert copy.beleg("index", "--rebuild").returncode == 0
    assert not list(copy.folder.glob(".beleg/generations/.new-*"))


def kill_after(place: Place, files_written: int) -> None:
    """Kill a build as soon as so many files of the new generation are begun."""
    with place.start("index") as process:
        while process.poll() is None:
            aside = list(place.folder.glob(".beleg/generations/.new-*"))
            if aside and len(list(aside[0].iterdir())) >= files_written:
                process.kill()
        process.communicate()
    if process.returncode != -signal.SIGKILL:
        pytest.skip("the build was done before it could be killed")
