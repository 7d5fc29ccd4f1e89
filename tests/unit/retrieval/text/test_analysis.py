"""Folding, words, stems, compounds and the language of a question."""

from __future__ import annotations

import time
import unicodedata

import pytest

from retrieval.text import analysis
from retrieval.text.spans import Span


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("führt", "fuehrt"),
        ("Straße", "STRASSE"),
        ("Erdoğan", "Erdogan"),
        ("Überfall", unicodedata.normalize("NFD", "Überfall")),
        ("ﬁnden", "finden"),
        ("Regie\u00adrung", "Regierung"),
    ],
)
def test_spellings_of_one_word_fold_to_one_form(one: str, other: str) -> None:
    assert analysis.words(one) == analysis.words(other)


def test_german_and_english_thousands_are_the_same_number() -> None:
    assert analysis.words("415.000 oder 415,000") == ["415000", "oder", "415000"]


def test_words_keep_their_place_in_decomposed_text() -> None:
    text = unicodedata.normalize("NFD", "Der Müller fährt")
    assert [text[w.start : w.end] for w in analysis.words_with_spans(text)] == text.split()


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [("Häuser", "Haus", "de"), ("Sicherheitskräften", "Sicherheitskraft", "de"), ("warned", "warns", "en")],
)
def test_inflected_forms_share_a_stem(one: str, other: str, language: str) -> None:
    assert analysis.stem(analysis.fold(one), language) == analysis.stem(analysis.fold(other), language)


def test_an_unknown_language_is_only_folded() -> None:
    assert analysis.stem("maisons", "fr") == "maisons"
    assert analysis.content_words("les maisons", "fr") == ["les", "maisons"]


def test_a_compound_splits_into_words_of_the_corpus_only() -> None:
    known = {"gas": "gas", "preis": "preis", "sicherheit": "sicher", "kraft": "kraft"}
    assert analysis.split_compound("sicherheitskraft", known.get) == ("sicher", "kraft")
    assert analysis.split_compound("sicherheitsnadel", known.get) == ()


def test_a_question_of_stop_words_keeps_them() -> None:
    assert analysis.content_words("Wer ist das?", "de") == ["wer", "ist", "das"]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Und wer nimmt daran teil?", "de"),
        ("Wovor warnte er?", "de"),
        ("Und in Berlin?", "de"),
        ("Tokajew", "de"),
        ("and when?", "en"),
        ("What did he warn of?", "en"),
        ("How many?", "en"),
        ("", "de"),
    ],
)
def test_the_language_of_a_short_question_is_guessed(question: str, language: str) -> None:
    assert analysis.guess_language(question) == language


def test_matching_words_of_a_sentence_are_found_inside_compounds_too() -> None:
    sentence = "Der außerordentliche Online-Gipfel der Gaspreise."
    spans = analysis.matching_spans("Wann ist der Gipfel zum Gas?", sentence, "de", "de")
    assert [span.slice(sentence) for span in spans] == ["Gipfel"]
    assert analysis.matching_spans("Welche Preise?", sentence, "de", "de") == [Span(39, 48)]


@pytest.mark.parametrize(
    "text", ["", "\x00\x01\u202e", "🙂" * 1000, "a" * 100_000, "ä\u0308" * 50_000, "1." * 50_000, "-" * 100_000]
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    start = time.thread_time()
    analysis.words_with_spans(text)
    analysis.content_words(text, "de")
    analysis.guess_language(text)
    assert time.thread_time() - start < 2
