"""The index as something that is kept: watched, checked, shared by several processes, ended at any time."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from retrieval.index.store import Store
from tests.e2e.conftest import Place
from tests.e2e.holding import held_at, wait_until_held

QUESTION = "Wann findet der Online-Gipfel der Turkstaaten statt?"


@contextmanager
def watching(place: Place) -> Iterator[subprocess.Popen[bytes]]:
    with place.start("index", "--watch") as process:
        try:
            read_until(process, "Strg+C beendet")
            yield process
        finally:
            process.kill()
            process.communicate()


def read_until(process: subprocess.Popen[bytes], text: str) -> str:
    """The output up to the line with a text."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.decode())
        if text in lines[-1]:
            return "".join(lines)
    raise AssertionError(f"{text!r} did not come: {lines}")


def test_a_watched_index_follows_until_it_is_interrupted(copy: Place) -> None:
    with watching(copy) as process:
        copy.write("haus.txt", "Das Haus am Markt wurde 1904 gebaut.")
        assert "1 Textstellen neu" in read_until(process, "neu: haus.txt")
        # Another process sees it without building anything.
        run = copy.beleg("ask", "Wann wurde das Haus am Markt gebaut?")
        assert "1904" in run.stdout
        assert "Index" not in run.stderr
        process.send_signal(signal.SIGINT)
        assert process.wait(copy.TIMEOUT_SECONDS) == 0


def test_a_second_builder_says_at_once_that_the_index_is_busy(copy: Place) -> None:
    copy.write("haus.txt", "Das Haus am Markt wurde 1904 gebaut.")
    with Store(copy.folder / ".beleg").locked():
        run = copy.beleg("index")
        assert run.returncode == 3
        assert "Ein anderer Prozess" in run.stderr
        answered = copy.beleg("ask", QUESTION)
        assert answered.returncode == 0
        assert "Bis dahin antwortet der vorige Index." in answered.stderr
    assert copy.beleg("index").returncode == 0


def test_a_terminated_build_leaves_nothing_behind(copy: Place) -> None:
    before = (copy.folder / ".beleg" / "CURRENT").read_text()
    copy.write("neu.txt", "Ein neuer Absatz über den Verein.")
    with copy.run(held_at("/.new-", 4, "index")) as process:
        wait_until_held(copy.folder)
        process.terminate()
        process.communicate(timeout=copy.TIMEOUT_SECONDS)
    assert process.returncode in {143, -signal.SIGTERM}
    assert (copy.folder / ".beleg" / "CURRENT").read_text() == before
    assert not list(copy.folder.glob(".beleg/generations/.new-*"))


def test_a_good_index_is_said_to_be_good_and_a_bad_one_is_repaired(copy: Place) -> None:
    run = copy.beleg("index", "--verify")
    assert run.returncode == 0
    assert "Alles in Ordnung: 1 Dokument, 13 Textstellen geprüft." in run.stdout
    [texts] = copy.folder.glob(".beleg/generations/*/texts")
    texts.write_bytes(texts.read_bytes().replace(b"OTS", b"OST"))
    run = copy.beleg("index", "--verify")
    assert run.returncode == 1
    assert "eine Datei ist beschädigt" in run.stdout
    assert "Der Index wurde neu aufgebaut." in run.stdout
    assert copy.beleg("index", "--verify").returncode == 0


def test_the_id_of_a_citation_opens_its_paragraph_after_the_documents_changed(copy: Place) -> None:
    [citation] = json.loads(copy.beleg("ask", "--json", QUESTION).stdout)["citations"]
    article = copy.seeds / copy.ARTICLE
    text = article.read_text()
    article.write_text("Ein neuer erster Absatz.\n\n" + text)
    shown = copy.beleg("show", citation["id"])
    assert shown.returncode == 0
    assert f"¶{citation['paragraph'] + 1}" in shown.stdout
    assert "geändert" not in shown.stdout
    article.write_text(text.replace(citation["quote"], citation["quote"] + " Das ist neu."))
    assert "hat sich seither geändert" in copy.beleg("show", citation["id"]).stdout
    copy.write("anderes.txt", "Etwas anderes.")
    article.unlink()
    gone = copy.beleg("show", citation["id"])
    assert gone.returncode == 2
    assert "steht nicht mehr in den Dokumenten" in gone.stderr


def test_show_prints_the_id_of_a_paragraph_on_request(article: Place) -> None:
    shown = article.beleg("show", article.ARTICLE, "6", "--id").stdout
    link = shown.split()[-1]
    assert len(link) == 40
    assert article.beleg("show", link).stdout in shown
    assert len(article.beleg("show", article.ARTICLE, "6").stdout) < len(shown)
