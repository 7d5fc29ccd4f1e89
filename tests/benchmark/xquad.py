"""Questions of XQuAD on German articles: found, quoted, and left unanswered when the paragraph is not there.

The set (Artetxe et al. 2020, CC BY-SA 4.0; 120 paragraphs of 24 articles, 612 questions) lies beside the repository and
is not part of it. Retrieval was tuned on it, so the figures flatter a little.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from retrieval.answering.records import QueryParameters
from retrieval.calibration.metrics import auroc, coverage_at
from retrieval.engine import Engine
from retrieval.evaluation.dataset import EvaluationQuestion, read_questions
from retrieval.evaluation.report import EvaluationReport
from retrieval.evaluation.runner import corpus_questions, evaluate, locate_questions

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / ".." / "shared" / "eval" / "xquad-dev.json"
LANGUAGES = {"German": "de", "English": "en"}
FALSE_ANSWER_RATE = 0.10


def measure() -> dict[str, str] | None:
    if not SOURCE.is_file():
        print(f"skipped: there is no {SOURCE}")
        return None
    figures: dict[str, str] = {}
    for name, code in LANGUAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            questions_file = write_xquad(Path(folder), "de", code)
            engine = Engine.open(Path(folder) / "seeds", Path(folder) / "index")
            questions = locate_questions(read_questions(questions_file), engine.snapshot, questions_file)
            figures |= {f"{name} on German: {label}": value for label, value in of_run(engine, questions).items()}
            never_abstains = QueryParameters(threshold=0.0)
            bold = Engine.open(Path(folder) / "seeds", Path(folder) / "index", parameters=never_abstains)
            quoted = shown(evaluate(bold.snapshot, questions), ("answer_in_first_quote", "answer_in_quotes"))
            figures |= {f"{name} on German, never abstaining: {label}": value for label, value in quoted.items()}
            if code == "de":
                figures |= {f"from the corpus itself: {label}": value for label, value in of_corpus(engine).items()}
    return figures


def write_xquad(folder: Path, document_language: str, question_language: str) -> Path:
    """Write the articles to ``seeds/`` and the questions beside it; the questions' path is returned."""
    data = json.loads(SOURCE.read_text(encoding="utf-8"))
    articles: dict[str, list[Mapping[str, Any]]] = {}
    for paragraph in data["paragraphs"]:
        articles.setdefault(paragraph["article"], []).append(paragraph)
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    places = {}
    for article, paragraphs in articles.items():
        # A blank line inside a paragraph would make two of it.
        blocks = [" ".join(paragraph["text"][document_language].split()) for paragraph in paragraphs]
        (seeds / f"{article}.txt").write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
        places |= {paragraph["id"]: (f"{article}.txt", n) for n, paragraph in enumerate(paragraphs, start=1)}
    path = folder / f"questions-{question_language}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for question in data["questions"]:
            document, number = places[question["paragraph"]]
            line = {
                "question": question["question"][question_language],
                "document": document,
                "paragraphs": [number],
                "answer": question["answer"][document_language]["text"],
                "answerable": True,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def of_run(engine: Engine, questions: tuple[EvaluationQuestion, ...]) -> dict[str, str]:
    report = evaluate(engine.snapshot, questions)
    hard = supports(evaluate(engine.snapshot, [hiding(question, question.paragraphs) for question in questions]))
    counts = {source.document_id: source.paragraphs for source in engine.snapshot.sources()}
    far = supports(evaluate(engine.snapshot, [hiding(q, range(1, counts[str(q.document)] + 1)) for q in questions]))
    present = supports(report)
    threshold = engine.snapshot.explain(questions[0].question).threshold
    return {
        **shown(report, ("recall_at_1", "recall_at_5", "mrr", "answer_in_first_quote", "answer_in_quotes", "coverage")),
        "paragraph removed: coverage at 10 % false answers": f"{coverage_at(present, hard, FALSE_ANSWER_RATE):.3f}",
        "paragraph removed: AUROC": f"{auroc(present, hard):.3f}",
        "paragraph removed: false answers": f"{sum(support >= threshold for support in hard) / len(hard):.3f}",
        "article removed: AUROC": f"{auroc(present, far):.3f}",
        "article removed: false answers": f"{sum(support >= threshold for support in far) / len(far):.3f}",
        "latency p50, ms": f"{report.latency_p50_ms:.1f}",
    }


def of_corpus(engine: Engine) -> dict[str, str]:
    report = evaluate(engine.snapshot, corpus_questions(engine.snapshot))
    return shown(report, ("recall_at_1", "answer_in_quotes", "coverage", "false_answer_rate", "auroc"))


def shown(report: EvaluationReport, names: tuple[str, ...]) -> dict[str, str]:
    def one(name: str) -> str:
        value, ends = getattr(report, name), report.intervals[name]
        return f"{value:.3f}" + (f" ({ends[0]:.3f} to {ends[1]:.3f})" if ends else "")

    return {name: one(name) for name in names}


def supports(report: EvaluationReport) -> list[float]:
    return [outcome.support for outcome in report.questions]


def hiding(question: EvaluationQuestion, paragraphs: tuple[int, ...] | range) -> EvaluationQuestion:
    hidden = tuple((str(question.document), number) for number in paragraphs)
    return replace(question, document=None, paragraphs=(), answer=None, answerable=False, hidden=hidden)
