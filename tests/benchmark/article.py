"""The question set on the article of the seeds: 30 German questions, 10 English ones, 10 it cannot answer."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from retrieval import Answer, Engine, Explanation

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "questions" / "article.jsonl"


def measure() -> dict[str, str]:
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(ROOT / "seeds", Path(folder))
        rows = [(question, engine.snapshot.explain(question["question"])) for question in questions]
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "seeds").iterdir()}
    german = [row for row in rows if row[0]["answerable"] and row[1].language == "de"]
    english = [row for row in rows if row[0]["answerable"] and row[1].language == "en"]
    unanswerable = [row[1] for row in rows if not row[0]["answerable"]]
    quotes = [
        texts[citation.document_id][citation.span.start : citation.span.end] == citation.quote
        for _, explanation in rows
        if isinstance(explanation.reply, Answer)
        for citation in explanation.reply.citations
    ]
    return {
        "German: paragraph recall@1": share(right_paragraph(*row) for row in german),
        "German: answered, answer in the quotes": share(answered_right(*row) for row in german),
        "English: paragraph recall@1": share(right_paragraph(*row) for row in english),
        "English: answered, answer in the quotes": share(answered_right(*row) for row in english),
        "not answerable: abstained": share(not isinstance(found.reply, Answer) for found in unanswerable),
        "quotes verified": share(quotes),
    }


def right_paragraph(question: dict[str, object], explanation: Explanation) -> bool:
    paragraphs = question["paragraphs"]
    return isinstance(paragraphs, list) and explanation.fused[0].passage.first_paragraph in paragraphs


def answered_right(question: dict[str, object], explanation: Explanation) -> bool:
    reply = explanation.reply
    return isinstance(reply, Answer) and any(str(question["answer"]) in citation.quote for citation in reply.citations)


def share(values: Iterable[bool]) -> str:
    booleans = list(values)
    return f"{sum(booleans)} of {len(booleans)}"
