"""What holds for citations of every folder: any sentence can be cited, literally, and nothing else can."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import Engine, IndexConfig, SeedsEmptyError
from retrieval.answering.citations import cite
from retrieval.answering.records import ScoredSentence
from retrieval.text.sentences import split_sentences
from retrieval.text.spans import Span
from tests.property.strategies import texts


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(folder=st.dictionaries(st.sampled_from(["a.txt", "b.md"]), texts, min_size=1))
def test_every_sentence_can_be_cited_from_its_paragraph_and_from_no_other(
    tiny_model: Path, folder: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        seeds = Path(name) / "seeds"
        seeds.mkdir()
        for file, text in folder.items():
            (seeds / file).write_bytes(text.encode())
        try:
            config = IndexConfig(embedding_model=str(tiny_model))
            index = Engine.open(seeds, Path(name) / "index", config=config).snapshot.index
        except SeedsEmptyError:
            return
    sentences = [
        ScoredSentence(document.id, paragraph.number, span, 1.0)
        for document in index.documents
        for paragraph in index.paragraphs_of(document.id)
        for span in split_sentences(paragraph.span.slice(document.text), paragraph.span.start)
    ]
    for marker, (citation, sentence) in enumerate(zip(cite(index, sentences), sentences, strict=True), start=1):
        text = index.document(citation.document_id).text
        assert (citation.marker, citation.span) == (marker, sentence.span)
        assert citation.quote == text[citation.span.start : citation.span.end]
        beyond = Span(sentence.span.start, len(text) + 1)
        with pytest.raises(ValueError, match="is not inside paragraph"):
            cite(index, [ScoredSentence(sentence.document_id, sentence.paragraph, beyond, 1.0)])
