"""The bundled model: small, what sentence-transformers makes of it, and without torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.documents.records import Document
from retrieval.index.encoder import BUNDLED_MODEL, StaticEncoder, load_encoder
from retrieval.text.sentences import split_sentences
from tests.conftest import ROOT

MAXIMUM_BYTES = 25_000_000

ASK = """
import sys
from bot.cli import main
sys.argv = ["beleg", "ask", "Wann ist der Online-Gipfel der Turkstaaten?"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
heavy = {"torch", "transformers", "sentence_transformers", "langchain_text_splitters", "py3langid"}
loaded = heavy & sys.modules.keys()
assert not loaded, loaded
"""


@pytest.fixture(scope="module")
def texts(article: Document) -> list[str]:
    sentences = [span.slice(article.text) for span in split_sentences(article.text)]
    odd = [
        "",
        " ",
        "Straße Strasse STRASSE",
        "I\u0307stanbul",
        "🙂 🙃",
        "a" * 5_000,
        "日本語",
        "\u202eabc",
        "x\x00y",
        "ﬁnden",
    ]
    pieces = [f"{first} {second}" for first in sentences for second in sentences]
    return [*odd, *sentences, *pieces][:1_000]


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in BUNDLED_MODEL.rglob("*") if path.is_file()) <= MAXIMUM_BYTES


def test_it_is_the_default() -> None:
    assert isinstance(load_encoder(), StaticEncoder)


def test_umlauts_and_sharp_s_may_be_written_out() -> None:
    encoder = load_encoder()
    pairs = [("Straße", "Strasse"), ("Präsident", "Praesident"), ("führt", "fuehrt")]
    for with_umlaut, without in pairs:
        first, second = encoder.encode_queries([with_umlaut, without])
        assert first @ second > 0.9


def test_translations_are_nearer_than_other_words() -> None:
    german = load_encoder().encode_passages(["Die Regierung setzt auf Verhandlungen.", "Der Hund schläft im Garten."])
    english = load_encoder().encode_queries(["The government relies on negotiations.", "The dog sleeps in the garden."])
    cosines = german @ english.T
    assert cosines[0, 0] > cosines[0, 1]
    assert cosines[1, 1] > cosines[1, 0]


@pytest.mark.model
def test_vectors_and_rankings_are_those_of_sentence_transformers(texts: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(BUNDLED_MODEL), device="cpu").encode(texts)
    ours = load_encoder().encode_passages(texts)
    assert cosines(ours, theirs).min() >= 0.9999
    for query in range(0, len(texts), 97):
        assert_same_ranking(cosines(ours, ours[query]), cosines(theirs, theirs[query]))


def cosines(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Row by row; 1 where both are the zero vector of a text without tokens."""
    theirs = np.broadcast_to(theirs.astype(np.float32), ours.shape)
    norms = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
    return np.divide(np.einsum("ij,ij->i", ours, theirs), norms, out=np.ones_like(norms), where=norms > 0)


def assert_same_ranking(ours: np.ndarray, theirs: np.ndarray) -> None:
    """The same order, but for neighbours whose scores differ by less than a sum in another order does."""
    assert np.diff(theirs[np.argsort(-ours, kind="stable")]).max() <= 1e-6


def test_a_question_is_answered_without_torch(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-m", "bot", "index", "--index-dir", str(tmp_path)], cwd=ROOT, check=False)
    assert run.returncode == 0
    code = ASK.replace('"ask", ', f'"ask", "--index-dir", {str(tmp_path)!r}, ')
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
