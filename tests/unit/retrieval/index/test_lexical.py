"""BM25 against its textbook form, and the index as arrays."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from retrieval.index import lexical
from retrieval.index.lexical import LexicalIndex
from retrieval.text import analysis
from tests.unit.retrieval.lexical_indexes import lexical_index

TEXTS = [
    "The summit begins in January.",
    "Protests against gas prices; prices rise.",
    "The president warned of protests.",
    "",
    "Hundreds of protesters met at the summit in the capital.",
]


def textbook(query: str, kind: str) -> list[float]:
    """Robertson and Zaragoza (2009) with Lucene's idf, a sum over the terms of a query, divided by its bound."""

    def terms(words: list[str]) -> list[str]:
        return (
            [analysis.stem(w, "en") for w in words] if kind == "stem" else [g for w in words for g in analysis.grams(w)]
        )

    counts = [Counter(terms(analysis.words(text))) for text in TEXTS]
    average = sum(sum(count.values()) for count in counts) / len(counts)
    scores, bound = [0.0] * len(counts), 0.0
    for term in dict.fromkeys(terms(analysis.content_words(query, "en"))):
        frequency = sum(term in count for count in counts)
        idf = math.log(1 + (len(counts) - frequency + 0.5) / (frequency + 0.5))
        bound += idf * (lexical.K1 + 1)
        for row, count in enumerate(counts):
            norm = 1 - lexical.B + lexical.B * sum(count.values()) / average
            scores[row] += idf * count[term] * (lexical.K1 + 1) / (count[term] + lexical.K1 * norm)
    return [score / bound for score in scores]


@pytest.mark.parametrize(
    "query", ["When is the summit?", "protests prices", "a question about nothing in it", "president"]
)
def test_scores_are_the_textbook_bm25_of_stems_and_grams(query: str) -> None:
    scores = lexical_index(TEXTS, ["en"] * len(TEXTS)).scores(query, "en")
    share = lexical.GRAM_SHARE
    expected = (1 - share) * np.array(textbook(query, "stem")) + share * np.array(textbook(query, "gram"))
    np.testing.assert_allclose(scores, expected, atol=1e-6)
    assert scores.dtype == np.float32


def test_bm25s_gives_the_same_weights() -> None:
    bm25s = pytest.importorskip("bm25s")
    stems = [[analysis.stem(word, "en") for word in analysis.words(text)] for text in TEXTS]
    retriever = bm25s.BM25(k1=lexical.K1, b=lexical.B, method="lucene")
    retriever.index(stems, show_progress=False)
    index = lexical_index(TEXTS, ["en"] * len(TEXTS))
    for term in ("summit", "protest", "price"):
        ours = np.zeros(len(TEXTS), dtype=np.float32)
        index._stems.add(ours, term, 1 / (lexical.K1 + 1))
        np.testing.assert_allclose(ours, retriever.get_scores([term]), atol=1e-5)


def test_an_index_is_the_same_after_a_round_trip_through_arrays() -> None:
    index = lexical_index(TEXTS, ["en"] * len(TEXTS))
    arrays = index.to_arrays()
    assert all(array.dtype != object for array in arrays.values())
    again = LexicalIndex.from_arrays(arrays)
    np.testing.assert_array_equal(index.scores("protests", "en"), again.scores("protests", "en"))
    assert again.n_passages == len(TEXTS)


def test_arrays_that_do_not_fit_are_refused() -> None:
    arrays = lexical_index(TEXTS, ["en"] * len(TEXTS)).to_arrays()
    with pytest.raises(ValueError, match="stem"):
        LexicalIndex.from_arrays(arrays | {"stem_rows": arrays["stem_rows"][:-1]})


def test_rows_stay_in_place_when_languages_alternate() -> None:
    texts = ["Der Gipfel im Januar", "The summit in January", "Der Protest", "The protest"]
    index = lexical_index(texts, ["de", "en", "de", "en"])
    assert [int(index.scores(q, code).argmax()) for q, code in (("Gipfel", "de"), ("summit", "en"))] == [0, 1]


def test_a_part_finds_its_compound_and_a_compound_its_part() -> None:
    texts = ["Die Sicherheitskräfte kamen.", "Die Kraft der Sicherheit.", "Etwas ganz anderes."]
    index = lexical_index(texts, ["de"] * 3)
    assert index.scores("Kräfte", "de")[0] > index.scores("Kräfte", "de")[2]
    assert index.scores("Sicherheitskräfte", "de")[1] > index.scores("Sicherheitskräfte", "de")[2]


def test_headings_help_to_find() -> None:
    index = lexical_index(["Er kam am Montag.", "Er kam am Montag."], ["de", "de"], ["", "Der Gipfel"])
    scores = index.scores("Gipfel", "de")
    assert scores[1] > scores[0] == 0


@pytest.mark.parametrize("query", ["", "???", "🙂", "\x00", "der die das", "x" * 100_000, "wort " * 20_000])
def test_any_query_scores_between_0_and_1(query: str) -> None:
    scores = lexical_index(TEXTS, ["en"] * len(TEXTS)).scores(query, "en")
    assert scores.shape == (len(TEXTS),)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_an_empty_corpus_can_be_asked() -> None:
    index = LexicalIndex.from_arrays(lexical_index([], []).to_arrays())
    assert index.scores("Gipfel", "de").shape == (0,)
