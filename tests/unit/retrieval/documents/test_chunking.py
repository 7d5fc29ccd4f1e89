"""How paragraphs become passages."""

from __future__ import annotations

from retrieval.documents.chunking import chunk_paragraphs
from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.records import Document, Passage


def passages_of(text: str, maximum_characters: int) -> tuple[Passage, ...]:
    document = Document("a.txt", "a", text, "", "text/plain", "de")
    return chunk_paragraphs(document, split_paragraphs(document), maximum_characters)


def test_a_short_paragraph_is_one_passage(article: Document) -> None:
    paragraphs = split_paragraphs(article)
    passages = chunk_paragraphs(article, paragraphs, 1_200)
    assert [passage.span for passage in passages] == [paragraph.span for paragraph in paragraphs]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = "Der erste Satz ist kurz. Am 11. Januar kommt der zweite. Der dritte Satz endet hier."
    assert [passage.span.slice(text) for passage in passages_of(text, 60)] == [
        "Der erste Satz ist kurz. Am 11. Januar kommt der zweite.",
        "Der dritte Satz endet hier.",
    ]


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    text = "wort " * 40 + "ende"
    pieces = [passage.span.slice(text) for passage in passages_of(text, 50)]
    assert " ".join(pieces) == text
    assert max(map(len, pieces)) <= 50


def test_a_word_without_end_is_cut_anywhere() -> None:
    assert [len(passage.span) for passage in passages_of("x" * 125, 50)] == [50, 50, 25]


def test_ids_are_unique_and_name_the_place() -> None:
    ids = [passage.id for passage in passages_of("wort " * 100, 50)]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "a.txt:0-49"
