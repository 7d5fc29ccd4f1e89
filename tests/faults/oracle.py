"""What a reader must find after any fault: the old generation or the new one, with the answers of a clean build.

Knows how to read a generation and to ask it; nothing of how the fault came about.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval import BelegError, Engine, IndexConfig, QueryParameters, Snapshot
from retrieval.answering.term_matching import remembering
from retrieval.index.encoder import Encoder, load_encoder
from retrieval.index.store import Store
from tests.e2e.conftest import Place

OLD, NEW = "old", "new"

DOCUMENTS: Mapping[str, Mapping[str, str]] = {
    OLD: {
        "verein.md": "# Verein\n\nVorsitzende ist Anna Berg.\n\nDer Verein tagt am 3. Mai in Bonn.\n",
        "haus.txt": "Das Haus wurde 1904 gebaut.\n\nDer Turm kam 1911 dazu.\n\nDer Eintritt kostet fünf Euro.\n",
        "garten.txt": "Im Garten stehen zwölf Linden.\n\nDie älteste Linde ist 300 Jahre alt.\n",
    },
    NEW: {
        "verein.md": "# Verein\n\nVorsitzender ist Otto Tal.\n\nDer Verein tagt am 7. Juni in Köln.\n",
        "haus.txt": "Das Haus wurde 1904 gebaut.\n\nDer Turm kam 1911 dazu.\n\nDer Eintritt kostet neun Euro.\n",
        "teich.txt": "Der Teich ist vier Meter tief.\n\nIm Teich leben Karpfen.\n",
    },
}
QUESTIONS = (
    "Wer ist Vorsitzende?",
    "Wer ist Vorsitzender des Vereins?",
    "Wann tagt der Verein?",
    "Wo tagt der Verein?",
    "Who chairs the club?",
    "Wann wurde das Haus gebaut?",
    "Wann kam der Turm dazu?",
    "Was kostet der Eintritt?",
    "How much is the entrance fee?",
    "Wie viele Linden stehen im Garten?",
    "Wie alt ist die älteste Linde?",
    "How old is the oldest lime tree?",
    "Wie tief ist der Teich?",
    "Welche Fische leben im Teich?",
    "How deep is the pond?",
    "Wer ist Anna Berg?",
    "Wer ist Otto Tal?",
    "Was geschah 1911?",
    "Was geschah in Köln?",
    "Wie viele Einwohner hat Hamburg?",
)


@dataclass(frozen=True, slots=True)
class Oracle:
    """What a clean build of the old and of the new documents says to every question."""

    answers: Mapping[str, tuple[str, ...]]

    def state(self, index_directory: Path) -> str:
        """``old`` or ``new``; anything else says what is wrong."""
        try:
            given = answers_of(open_snapshot(index_directory))
        except BelegError as error:
            return f"{type(error).__name__}: {error}"
        except Exception as error:
            return f"crash of a reader: {error!r}"
        return next((name for name, expected in self.answers.items() if given == expected), "mixed or wrong answers")


@functools.cache
def encoder() -> Encoder:
    """The bundled model, loaded once."""
    config = IndexConfig()
    return load_encoder(config.embedding_model, config.query_prompt, config.passage_prompt)


def open_snapshot(index_directory: Path) -> Snapshot:
    """The current generation as it lies on disk; nothing is brought up to date."""
    index = Store(index_directory).load()
    return Snapshot(index, encoder(), remembering(encoder().encode_passages), QueryParameters())


def answers_of(snapshot: Snapshot) -> tuple[str, ...]:
    """What is known of the documents, and every reply with all its scores."""
    sources = [(source.document_id, source.paragraphs) for source in snapshot.sources()]
    return (repr(sources), *(repr(snapshot.explain(question).reply) for question in QUESTIONS))


def put_documents(seeds: Path, name: str, ballast: int = 0) -> None:
    """Make the seeds the old or the new ones, with as many documents more as are wanted."""
    seeds.mkdir(parents=True, exist_ok=True)
    for path in seeds.iterdir():
        path.unlink()
    for file, text in DOCUMENTS[name].items():
        (seeds / file).write_text(text, encoding="utf-8")
    for number in range(ballast):
        text = f"Akte {number} liegt in Regal {number * number}.\n\nSie hat {number + 7} Seiten.\n"
        (seeds / f"akte{number}.txt").write_text(text, encoding="utf-8")


def prepare(place: Place, index_directory: Path | None = None, ballast: int = 0) -> Oracle:
    """Leave a place with the old documents in the index and the new ones in the seeds.

    There are two generations, and what a killed build left behind, so that a build has all there is to do.
    """
    answers = {}
    for name in (NEW, OLD):
        put_documents(place.seeds, name, ballast)
        clean = place.folder / f"clean-{name}"
        answers[name] = answers_of(Engine.open(place.seeds, clean).snapshot)
    index_directory = index_directory or place.folder / ".beleg"
    Engine.open(place.seeds, index_directory).refresh(rebuild=True)
    leftover = index_directory / "generations" / ".new-000077"
    leftover.mkdir()
    (leftover / "documents.jsonl").write_text("half", encoding="utf-8")
    put_documents(place.seeds, NEW, ballast)
    oracle = Oracle(answers)
    if answers[OLD] == answers[NEW] or oracle.state(index_directory) != OLD:
        raise RuntimeError("the oracle cannot tell the generations apart")
    return oracle


def shape(index_directory: Path) -> frozenset[str]:
    """The names below an index folder without their numbers, to find what an undisturbed build does not leave."""
    names = (path.relative_to(index_directory).as_posix() for path in index_directory.rglob("*"))
    return frozenset(re.sub(r"\d+(-[0-9a-f]+)?", "N", name) for name in names)


def generations(index_directory: Path) -> int:
    """How many generations lie on disk."""
    return sum(1 for path in (index_directory / "generations").iterdir() if path.is_dir())
