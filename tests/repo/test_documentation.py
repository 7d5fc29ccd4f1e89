"""The pages that people read: short where they must be, and their links and paths lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.gate.baseline import read_baseline
from tests.gate.questions import questions_of

LONGEST_README_LINES = 180
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("tests/*/README.md")])
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)
PATH = re.compile(r"`([\w./-]+(?:\.py|/))`")
WORDINGS = {
    "shared": "answerable, sharing a word with the paragraph that answers",
    "different": "answerable, in entirely different words",
    "none": "unanswerable, although the documents are about the topic",
}


def links_of(page: Path) -> list[str]:
    """The targets of its links that lie in this repository."""
    targets = LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def anchors_of(page: Path) -> set[str]:
    """The names under which its headings can be linked to."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_README_LINES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page: Path) -> None:
    for link in links_of(page):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    linked = {link.partition("#")[0] for link in links_of(ROOT / "README.md")}
    assert {str(page.relative_to(ROOT)) for page in ROOT.glob("docs/*.md")} <= linked


@pytest.mark.parametrize("page", ["docs/architecture.md", "tests/benchmark/README.md"])
def test_every_module_and_folder_that_a_page_names_exists(page: str) -> None:
    named = PATH.findall((ROOT / page).read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_architecture_names_every_folder_of_the_code() -> None:
    named = set(PATH.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    folders = {
        f"{path.parent.relative_to(ROOT)}/"
        for top in ("bot", "retrieval")
        for path in (ROOT / top).glob("*/__init__.py")
    }
    assert folders <= named


def test_every_check_runs_before_a_commit() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    checks = re.search(r"^check:.*\n((?:\t.+\n)+)", makefile, re.M)
    assert checks is not None
    commands = [line.strip().replace("$(BIN)", ".venv/bin") for line in checks[1].splitlines()]
    hooks = re.findall(r"^ +entry: (.+)$", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"), re.M)
    assert hooks == commands


@pytest.mark.parametrize(
    ("page", "name"), [("README.md", "held_out"), ("docs/figures.md", "held_out"), ("docs/figures.md", "tuning")]
)
@pytest.mark.parametrize("wording", WORDINGS)
def test_the_figures_of_the_gate_are_those_of_its_baseline(page: str, name: str, wording: str) -> None:
    outcomes = read_baseline()[name]
    verdicts = [outcomes[question.id].verdict for question in questions_of(name) if question.wording == wording]
    right = "–" if wording == "none" else f"{verdicts.count('right')} of {len(verdicts)}"
    wrong = verdicts.count("wrong") + verdicts.count("false_answer")
    declined = verdicts.count("declined") + verdicts.count("wrongly_declined")
    row = f"| {WORDINGS[wording]} | {right} | {wrong} of {len(verdicts)} | {declined} of {len(verdicts)} |"
    assert row in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("benchmark", ["article", "model", "xquad"])
def test_the_page_of_figures_has_the_latest_figures_of_quality(benchmark: str) -> None:
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    results = json.loads((ROOT / "tests" / "benchmark" / "results" / f"{benchmark}.json").read_text(encoding="utf-8"))
    shown = {
        label: re.sub(r"^recall@1 ([0-9.]+),.*", r"\1", value)
        for label, value in results["figures"].items()
        if "latency" not in label
    }
    assert {label: value for label, value in shown.items() if value.split(" (")[0] not in page} == {}
