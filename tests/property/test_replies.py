"""What holds for every question to every folder: a quote is the document, and an answer has one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import Abstention, Answer, BelegError, Engine, IndexConfig, QueryParameters, SeedsEmptyError
from retrieval.index.store import Store
from tests.property.strategies import PIECES, texts

questions = st.one_of(st.text(max_size=80), st.sampled_from(PIECES), st.just("Wann tagt der Rat?"))
folders = st.dictionaries(st.sampled_from(["a.txt", "b.md", "ä/c.txt"]), texts, min_size=1, max_size=3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(folder=folders, question=questions, threshold=st.sampled_from([0.0, 0.5, 1.0]))
def test_every_quote_is_a_slice_of_the_loaded_document(
    tiny_model: Path, folder: dict[str, str], question: str, threshold: float
) -> None:
    with tempfile.TemporaryDirectory() as name:
        seeds = Path(name) / "seeds"
        for file, text in folder.items():
            (seeds / file).parent.mkdir(parents=True, exist_ok=True)
            (seeds / file).write_bytes(text.encode("utf-8"))
        config = IndexConfig(embedding_model=str(tiny_model), passage_characters=120)
        parameters = QueryParameters(threshold=threshold)
        try:
            engine = Engine.open(seeds, Path(name) / "index", config=config, parameters=parameters)
        except SeedsEmptyError:
            return
        index = Store(Path(name) / "index").load()
        counts = index.manifest.counts
        assert (counts.passages, counts.paragraphs) == (len(index), len(index.paragraphs))
        try:
            reply = engine.ask(question)
        except BelegError:
            return
        if isinstance(reply, Abstention):
            return
        assert isinstance(reply, Answer)
        for marker, citation in enumerate(reply.citations, start=1):
            assert citation.marker == marker
            assert f"[{marker}]" in reply.text
            assert citation.quote == citation.span.slice(index.document(citation.document_id).text)
            paragraph = engine.snapshot.paragraph(citation.document_id, citation.paragraph)
            assert citation.quote in paragraph.text
