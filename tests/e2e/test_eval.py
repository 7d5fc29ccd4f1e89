"""``beleg eval``: figures of a question file or of the documents themselves, and a gate for a user's own CI."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Place

FIELDS = """
    recall_at_1 recall_at_3 recall_at_5 mrr ndcg_at_10 answer_in_first_quote answer_in_quotes citation_precision
    citation_recall coverage false_answer_rate auroc latency_p50_ms latency_p95_ms n_answerable n_unanswerable
""".split()
QUESTIONS = Path(__file__).parents[1] / "questions" / "article.jsonl"


@pytest.fixture(scope="module")
def report(article: Place) -> str:
    """The figures of the article's questions as JSON; tests only read them."""
    run = article.beleg("eval", str(QUESTIONS), "--json")
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


@pytest.fixture
def printed(report: str) -> dict[str, object]:
    assert report.count("\n") == 1
    value: dict[str, object] = json.loads(report)
    return value


@pytest.fixture
def before(report: str, tmp_path: Path) -> Path:
    """The figures in a file, to compare with."""
    path = tmp_path / "before.json"
    path.write_text(report, encoding="utf-8")
    return path


def write_lines(place: Place, *lines: object) -> str:
    (place.folder / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return "questions.jsonl"


def test_json_has_the_promised_names_intervals_and_questions(printed: dict[str, object]) -> None:
    assert list(printed) == [*FIELDS, "intervals", "questions"]
    assert (printed["n_answerable"], printed["n_unanswerable"]) == (40, 10)
    assert isinstance(printed["questions"], list)
    assert len(printed["questions"]) == 50
    assert isinstance(printed["intervals"], dict)
    assert set(printed["intervals"]) == set(FIELDS) - {"n_answerable", "n_unanswerable"}


def test_the_figures_lie_inside_their_intervals(printed: dict[str, object]) -> None:
    intervals = printed["intervals"]
    assert isinstance(intervals, dict)
    for name, (low, high) in intervals.items():
        value = printed[name]
        assert isinstance(value, float)
        assert low <= value <= high


def test_the_article_answers_its_questions(printed: dict[str, object]) -> None:
    for name in ("recall_at_5", "coverage", "auroc"):
        value = printed[name]
        assert isinstance(value, float)
        assert value > 0.8


def test_the_table_speaks_the_language_of_the_settings(article: Place) -> None:
    german = article.beleg("eval", str(QUESTIONS), BELEG_LANGUAGE="de")
    english = article.beleg("eval", str(QUESTIONS), BELEG_LANGUAGE="en")
    assert (german.returncode, english.returncode) == (0, 0)
    assert "40 beantwortbare Fragen" in german.stdout
    assert "40 answerable questions" in english.stdout
    assert "0," in german.stdout
    assert "0." in english.stdout


def test_without_a_file_the_documents_ask_themselves(article: Place) -> None:
    value = json.loads(article.beleg("eval", "--json").stdout)
    assert value["n_answerable"] == value["n_unanswerable"] >= 10
    assert value["recall_at_5"] is not None
    assert "aus den Dokumenten selbst" in article.beleg("eval", BELEG_LANGUAGE="de").stdout


def test_nothing_is_left_behind(place: Place) -> None:
    place.write("a.txt", "Der Verein sitzt in Bonn.")
    questions = write_lines(
        place, {"question": "Wo sitzt der Verein?", "document": "a.txt", "paragraphs": [1], "answer": "Bonn"}
    )
    assert place.beleg("eval", questions).returncode == 0
    assert sorted(path.name for path in place.folder.iterdir()) == ["questions.jsonl", "seeds"]


def test_figures_without_data_are_null_and_a_dash(place: Place) -> None:
    place.write("a.txt", "Der Verein sitzt in Bonn.")
    line = {"question": "Wo?", "document": None, "paragraphs": [], "answer": None, "answerable": False}
    questions = write_lines(place, line)
    value = json.loads(place.beleg("eval", questions, "--json").stdout)
    assert value["recall_at_1"] is value["auroc"] is value["intervals"]["false_answer_rate"] is None
    assert "–" in place.beleg("eval", questions).stdout


def test_seeds_can_be_another_folder(place: Place) -> None:
    place.write("a.txt", "Der Verein sitzt in Bonn.")
    place.seeds.rename(place.folder / "other")
    questions = write_lines(
        place, {"question": "Wo sitzt der Verein?", "document": "a.txt", "paragraphs": [1], "answer": "Bonn"}
    )
    assert json.loads(place.beleg("eval", questions, "--json", "--seeds", "other").stdout)["recall_at_1"] == 1


def test_a_bad_line_is_one_clear_error(article: Place, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(
        '{"question": "Wo?", "document": null, "paragraphs": [], "answer": null, "answerable": false}\n{}\n'
    )
    run = article.beleg("eval", str(path))
    assert run.stdout == ""
    assert run.returncode != 0
    assert "2" in run.stderr.splitlines()[0]
    assert '"question"' in run.stderr.splitlines()[0]


def test_a_run_compared_with_itself_passes(article: Place, before: Path) -> None:
    run = article.beleg("eval", str(QUESTIONS), "--compare", str(before))
    assert run.returncode == 0
    assert "recall@1" in run.stdout


def test_a_significant_loss_exits_with_one(article: Place, before: Path) -> None:
    shy = article.beleg("eval", str(QUESTIONS), "--compare", str(before), "--json", BELEG_FALSE_ANSWER_RATE="0")
    assert shy.returncode == 1
    losses = {entry["name"] for entry in json.loads(shy.stdout)["comparison"] if entry["is_loss"]}
    assert "coverage" in losses
    assert "recall_at_1" not in losses


def test_another_question_set_cannot_be_compared(article: Place, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(article.beleg("eval", "--json").stdout, encoding="utf-8")
    run = article.beleg("eval", str(QUESTIONS), "--compare", str(before))
    assert run.returncode not in {0, 1}
    assert "before.json" in run.stderr
