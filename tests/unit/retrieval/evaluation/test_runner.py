"""Question files are read or refused with their line; figures count what they say; two runs are compared in pairs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest

from retrieval import Engine, IndexConfig, Snapshot
from retrieval.calibration.masking import mask_of
from retrieval.errors import QuestionFileError, QuestionLineError
from retrieval.evaluation.dataset import EvaluationQuestion, read_questions
from retrieval.evaluation.report import (
    EvaluationReport,
    QuestionOutcome,
    compare_reports,
    read_report,
    report_to_json,
    summarise,
)
from retrieval.evaluation.runner import corpus_questions, evaluate, locate_questions

GOOD = {"question": "Wo sitzt der Verein?", "document": "satzung.txt", "paragraphs": [1], "answer": "in Bonn"}
NOT_ANSWERABLE = {"question": "Wie hoch ist der Turm?", "document": None, "paragraphs": [], "answer": None}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Engine:
    folder = tmp_path_factory.mktemp("evaluation")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "satzung.txt").write_text(
        "Der Verein sitzt\nin Bonn.\n\nDer Vorstand wird alle zwei Jahre von der Versammlung gewählt."
    )
    (folder / "seeds" / "hof.txt").write_text("Der Hof öffnet um neun Uhr.\n\nHunde müssen an die Leine.")
    return Engine.open(folder / "seeds", folder / "index", config=IndexConfig(embedding_model=str(tiny_model)))


def write(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return path


def question(**changes: object) -> EvaluationQuestion:
    return replace(EvaluationQuestion("Wo sitzt der Verein?", "satzung.txt", (1,), "in Bonn"), **changes)


def outcome(number: int, value: float, *, answerable: bool = True, support: float = 0.5) -> QuestionOutcome:
    asked = (
        EvaluationQuestion(f"Frage {number}?", "a.txt", (1,))
        if answerable
        else EvaluationQuestion(f"Frage {number}?", None, (), answerable=False)
    )
    values = {"mrr": value, "coverage": value} if answerable else {"false_answer_rate": value}
    return QuestionOutcome(asked, bool(value), support, 1.0, values)


# Files of questions


def test_a_line_needs_neither_answerable_nor_previous(tmp_path: Path) -> None:
    [read] = read_questions(write(tmp_path, GOOD))
    assert (read.answerable, read.previous, read.paragraphs, read.line) == (True, (), (1,), 1)


def test_blank_lines_count_and_are_skipped(tmp_path: Path) -> None:
    assert [read.line for read in read_questions(write(tmp_path, "", GOOD, "  ", GOOD))] == [2, 4]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not valid JSON"),
        ("[1]", "not a JSON object"),
        ({"question": "Wo?"}, '"document" is missing'),
        ({**GOOD, "paragraph": 3}, 'no field "paragraph"'),
        ({**GOOD, "question": "?"}, '"question" must be a text with a word'),
        ({**GOOD, "question": "a" * 2_001}, '"question" must be'),
        ({**GOOD, "paragraphs": [0]}, '"paragraphs" must be a list'),
        ({**GOOD, "paragraphs": [True]}, '"paragraphs" must be a list'),
        ({**GOOD, "paragraphs": 3}, '"paragraphs" must be a list'),
        ({**GOOD, "answer": ""}, '"answer" must be'),
        ({**GOOD, "answerable": "no"}, '"answerable" must be true or false'),
        ({**GOOD, "previous": "Wer?"}, '"previous" must be a list'),
        ({**GOOD, "answerable": False}, "not answerable"),
        (NOT_ANSWERABLE, 'needs "document" and "paragraphs"'),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(tmp_path: Path, line: object, said: str) -> None:
    with pytest.raises(QuestionLineError, match="line 2") as caught:
        read_questions(write(tmp_path, GOOD, line))
    assert said in caught.value.message
    assert caught.value.line == 2


def test_a_file_without_questions_or_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="no question in it"):
        read_questions(write(tmp_path, ""))
    with pytest.raises(QuestionFileError, match="No such file"):
        read_questions(tmp_path / "missing.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuestionFileError, match="UTF-8"):
        read_questions(tmp_path / "bytes.jsonl")


def test_a_paragraph_that_is_not_there_is_named_with_its_line(tmp_path: Path, engine: Engine) -> None:
    for bad in ({**GOOD, "document": "nein.txt"}, {**GOOD, "paragraphs": [1, 9]}):
        path = write(tmp_path, GOOD, bad)
        with pytest.raises(QuestionLineError, match="line 2"):
            locate_questions(read_questions(path), engine.snapshot, path)


# Figures


def test_a_question_that_is_found_and_quoted_counts_everywhere(engine: Engine) -> None:
    report = evaluate(engine.snapshot, [question()])
    assert (report.recall_at_1, report.mrr, report.ndcg_at_10, report.coverage) == (1, 1, 1, 1)
    assert (report.answer_in_first_quote, report.answer_in_quotes, report.citation_recall) == (1, 1, 1)
    assert (report.n_answerable, report.n_unanswerable) == (1, 0)


def test_white_space_in_a_quote_or_an_answer_does_not_matter(engine: Engine) -> None:
    assert evaluate(engine.snapshot, [question(answer="sitzt  in\tBonn")]).answer_in_quotes == 1
    assert evaluate(engine.snapshot, [question(answer="sitzt in Köln")]).answer_in_quotes == 0


def test_figures_without_data_are_none(engine: Engine) -> None:
    report = evaluate(engine.snapshot, [question(answer=None)])
    assert (report.answer_in_quotes, report.false_answer_rate, report.auroc) == (None, None, None)
    empty = evaluate(engine.snapshot, [])
    names = {field.name for field in fields(EvaluationReport)} - {"intervals", "questions"}
    assert {name: getattr(empty, name) for name in names} == {
        **dict.fromkeys(names, None),
        "n_answerable": 0,
        "n_unanswerable": 0,
    }
    assert "NaN" not in json.dumps(report_to_json(empty))


def with_threshold(snapshot: Snapshot, threshold: float) -> Snapshot:
    return replace(snapshot, parameters=replace(snapshot.parameters, threshold=threshold))


def test_an_abstention_counts_as_found_and_as_answered_wrongly(engine: Engine) -> None:
    shy = with_threshold(engine.snapshot, 1.0)
    report = evaluate(shy, [question()])
    assert (report.recall_at_1, report.coverage) == (1, 0)
    assert (report.answer_in_quotes, report.citation_precision, report.citation_recall) == (0, 0, 0)


def test_an_answer_to_an_unanswerable_question_is_a_false_one(engine: Engine) -> None:
    bold = with_threshold(engine.snapshot, 0.0)
    asked = EvaluationQuestion("Wo sitzt der Turm?", None, (), answerable=False)
    report = evaluate(bold, [asked, question()])
    assert (report.false_answer_rate, report.n_unanswerable) == (1, 1)
    assert report.auroc == 1


def test_the_questions_before_go_through_resolve(engine: Engine) -> None:
    def resolve(asked: str, previous: Sequence[str]) -> str:
        return f"{previous[-1]} {asked}"

    asked = question(question="Und wo?", previous=("Sitzt der Verein?",))
    assert evaluate(engine.snapshot, [asked], resolve=resolve).recall_at_1 == 1
    assert evaluate(engine.snapshot, [asked], resolve=resolve).questions[0].asked.question == "Und wo?"


def test_every_paragraph_is_ranked_once(engine: Engine) -> None:
    ranking = evaluate(engine.snapshot, [question()]).questions[0].ranking
    assert len(ranking) == len(set(ranking))


def test_a_hidden_paragraph_is_neither_ranked_nor_cited(engine: Engine) -> None:
    hidden = ("satzung.txt", 1)
    [gone] = evaluate(engine.snapshot, [question(hidden=(hidden,))]).questions
    assert hidden not in (*gone.ranking, *gone.cited)
    assert gone.ranking
    [back] = evaluate(engine.snapshot, [question()]).questions
    assert back.ranking[0] == hidden


def test_an_index_with_everything_hidden_still_answers(engine: Engine) -> None:
    everything = [
        (source.document_id, n) for source in engine.snapshot.sources() for n in range(1, source.paragraphs + 1)
    ]
    assert mask_of(engine.snapshot.index, everything).all()
    [nothing] = evaluate(engine.snapshot, [question(hidden=tuple(everything))]).questions
    assert (nothing.ranking, nothing.answered) == ((), False)


def test_questions_of_the_corpus_come_with_and_without_their_paragraph(tmp_path: Path, tiny_model: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(
        "Der Verein aus Bonn hat im letzten Jahr im Garten der alten Schule 415 Bäume gepflanzt.\n\nHunde sind erlaubt."
    )
    config = IndexConfig(embedding_model=str(tiny_model))
    asked = corpus_questions(Engine.open(tmp_path / "seeds", tmp_path / "index", config=config).snapshot)
    assert [(made.answerable, made.paragraphs, made.hidden) for made in asked] == [
        (True, (1,), ()),
        (False, (), (("a.txt", 1),)),
    ]


# Reports and their comparison


def test_a_report_survives_its_file(tmp_path: Path, engine: Engine) -> None:
    asked = [question(), question(question="Wer wählt den Vorstand?", paragraphs=(2,), answer=None)]
    report = evaluate(engine.snapshot, [*asked, EvaluationQuestion("Wie hoch?", None, (), answerable=False)])
    path = tmp_path / "run.json"
    path.write_text(json.dumps(report_to_json(report)))
    again = read_report(path)
    assert report_to_json(again) | {"questions": []} == report_to_json(report) | {"questions": []}


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"questions": [{}]}', '{"questions": 3}'])
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(QuestionFileError, match="not the report of an evaluation"):
        read_report(tmp_path / "run.json")


def test_a_clear_loss_is_one_and_a_gain_is_none() -> None:
    good = summarise([outcome(number, 1.0) for number in range(20)])
    bad = summarise([outcome(number, float(number > 8)) for number in range(20)])
    assert {difference.name for difference in compare_reports(good, bad) if difference.is_loss} == {"mrr", "coverage"}
    assert not any(difference.is_loss for difference in compare_reports(bad, good))
    assert not any(difference.is_loss for difference in compare_reports(bad, bad))


def test_one_question_of_many_is_no_loss() -> None:
    before = summarise([outcome(number, 1.0) for number in range(50)])
    after = summarise([outcome(number, float(number > 0)) for number in range(50)])
    assert not any(difference.is_loss for difference in compare_reports(before, after))


def test_more_false_answers_are_a_loss() -> None:
    before = summarise([outcome(number, 0.0, answerable=False) for number in range(20)])
    after = summarise([outcome(number, 1.0, answerable=False) for number in range(20)])
    [loss] = [difference for difference in compare_reports(before, after) if difference.is_loss]
    assert (loss.name, loss.before, loss.after, loss.interval) == ("false_answer_rate", 0, 1, (1, 1))


def test_slower_is_no_loss() -> None:
    before = summarise([outcome(number, 1.0) for number in range(20)])
    slow = summarise([replace(outcome(number, 1.0), latency_ms=900.0) for number in range(20)])
    assert not any(difference.is_loss for difference in compare_reports(before, slow))


def test_only_common_questions_are_compared() -> None:
    before = summarise([outcome(number, 1.0) for number in range(10)])
    after = summarise([outcome(number, float(number < 10)) for number in range(5, 40)])
    [mrr] = [difference for difference in compare_reports(before, after) if difference.name == "mrr"]
    assert (mrr.before, mrr.after) == (1, 1)
    assert compare_reports(before, summarise([outcome(99, 1.0)])) == ()
