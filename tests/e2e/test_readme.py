"""The README shows what really happens: every ``beleg`` command in it is run and compared, and so is the picture."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import Place
from tests.repo.terminal_picture import PICTURE, drawn, session, words_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^\$ (beleg (?:ask|show|sources)[^\n]*)\n(.*?)(?=^\$ |^```)", re.M | re.S)
TRANSCRIPT = COMMAND.findall("".join(re.findall(r"^```console\n.*?^```", README, re.M | re.S)))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_readme_has_an_answer_an_abstention_and_an_english_question() -> None:
    outputs = [output for _, output in TRANSCRIPT]
    assert any("¶" in output and "[1]" in output for output in outputs)
    assert any("beantworten die Dokumente nicht" in output for output in outputs)
    assert any(re.search(r"ask \"(?:Who|What|When|Which)", command) for command, _ in TRANSCRIPT)


@pytest.mark.parametrize(("command", "output"), TRANSCRIPT)
def test_a_command_of_the_readme_prints_what_it_shows(article: Place, command: str, output: str) -> None:
    run = article.beleg(*shlex.split(command)[1:])
    assert squeezed(run.stdout) == squeezed(output)


def test_the_picture_shows_what_the_chat_prints(article: Place) -> None:
    shown = words_of(PICTURE.read_text(encoding="utf-8"))
    assert shown == words_of(drawn(session(article)))
    assert "¶5" in shown


def test_the_picture_loads_nothing_from_a_network() -> None:
    addresses = re.findall(r"https?://[^\"')]+", PICTURE.read_text(encoding="utf-8"))
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}
