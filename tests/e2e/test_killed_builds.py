"""A build that is killed costs nothing: the old index answers, and the next build works."""

from __future__ import annotations

import time

import pytest

from tests.e2e.conftest import Place

QUESTION = "Wofür steht die Abkürzung OVKS?"


@pytest.mark.parametrize("seconds", [0.3, 0.5, 0.7, 0.9])
def test_a_killed_build_leaves_the_old_index(copy: Place, seconds: float) -> None:
    before = copy.beleg("ask", "--json", QUESTION).stdout
    for number in range(200):
        copy.write(f"neu{number}.txt", f"Absatz {number} über den Verein.\n\n" * 20)
    with copy.start("index") as process:
        time.sleep(seconds)
        process.kill()
        process.communicate()
    for number in range(200):
        (copy.seeds / f"neu{number}.txt").unlink()
    assert copy.beleg("ask", "--json", QUESTION).stdout == before
    assert copy.beleg("index", "--rebuild").returncode == 0
    assert not list(copy.folder.glob(".beleg/generations/.new-*"))
