"""Questions made from the corpus: literal answers, spread evenly, always the same."""

from __future__ import annotations

import pytest

from retrieval.calibration.synthetic_questions import MOST_TERMS, ParagraphText, evenly, make_questions
from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.records import Document

GERMAN = "Der Verein aus Bonn hat im letzten Jahr im Garten der alten Schule {count} Bäume gepflanzt."
ENGLISH = "The club planted many young trees behind the old school building of {name} last winter."


def german(number: int, count: str = "415", document_id: str = "a.txt") -> ParagraphText:
    return ParagraphText(document_id, number, GERMAN.format(count=count), "de")


def of_article(article: Document) -> list[ParagraphText]:
    paragraphs = split_paragraphs(article)
    return [ParagraphText(article.id, p.number, p.span.slice(article.text), article.language) for p in paragraphs]


def test_the_answer_stands_in_the_paragraph_and_not_in_the_question(article: Document) -> None:
    texts = {paragraph.number: paragraph.text for paragraph in of_article(article)}
    made = make_questions(of_article(article))
    assert len(made) >= 10
    for question in made:
        assert question.document_id == article.id
        assert question.answer in texts[question.paragraph]
        assert question.answer not in question.question


def test_the_same_paragraphs_give_the_same_questions(article: Document) -> None:
    assert make_questions(of_article(article)) == make_questions(of_article(article))


def test_questions_come_in_the_order_of_the_paragraphs(article: Document) -> None:
    numbers = [question.paragraph for question in make_questions(of_article(article))]
    assert numbers == sorted(numbers)


def test_a_question_is_no_longer_than_people_ask(article: Document) -> None:
    for question in make_questions(of_article(article)):
        assert len(question.question.split()) <= 3 + 2 * MOST_TERMS


@pytest.mark.parametrize(
    ("text", "language", "lead", "answer"),
    [
        (GERMAN.format(count=415), "de", "Wie viele ", "415"),
        (GERMAN.format(count="am 11. Januar"), "de", "Wann ", "11. Januar"),
        (GERMAN.format(count="1998"), "de", "Wann ", "1998"),
        (GERMAN.format(count="mit Anna Schmidt viele"), "de", "Wer oder was ", "Anna Schmidt"),
        (ENGLISH.format(name="Springfield"), "en", "Who or what ", "Springfield"),
    ],
)
def test_the_question_word_fits_what_was_left_out(text: str, language: str, lead: str, answer: str) -> None:
    [made] = make_questions([ParagraphText("a.txt", 1, text, language)])
    assert (made.question.startswith(lead), made.answer) == (True, answer)


def test_a_question_has_a_word_that_its_paragraph_does_not_have() -> None:
    other = ParagraphText("b.txt", 1, "Niemand kannte damals die Geschichte eines verlassenen Hauses.", "de")
    [made] = make_questions([german(1), other])
    assert set(made.question.rstrip("?").split()) & set(other.text.rstrip(".").split()) - set(german(1).text.split())


def test_a_sentence_with_few_words_or_nothing_to_ask_for_gives_no_question() -> None:
    short = ParagraphText("a.txt", 1, "Es kamen 40 Gäste.", "de")
    plain = ParagraphText("a.txt", 2, "Niemand kannte damals die lange Geschichte eines verlassenen Hauses.", "de")
    assert make_questions([short, plain]) == ()


def test_what_two_paragraphs_say_alike_is_not_asked() -> None:
    assert make_questions([german(1), german(2)]) == ()


def test_no_paragraphs_give_no_questions() -> None:
    assert make_questions([]) == ()


def test_no_more_questions_than_wanted_and_those_over_the_whole_corpus() -> None:
    words = [f"{first}{second}wesen" for first in "abcdefghij" for second in "klmnopqrst"]
    corpus = [ParagraphText(f"{word}.txt", 1, GERMAN.format(count=f"als {word} 415"), "de") for word in words]
    made = make_questions(corpus, 7)
    assert len(made) == 7
    places = [words.index(question.document_id.removesuffix(".txt")) for question in made]
    assert (places[0] < 15, places[-1] > 80) == (True, True)


def test_a_second_question_of_a_paragraph_waits_for_the_first_of_all_others(article: Document) -> None:
    made = make_questions(of_article(article), 6)
    assert len(made) == 6
    assert len({question.paragraph for question in made}) == 6


@pytest.mark.parametrize(("count", "most"), [(0, 3), (2, 3), (3, 3), (100, 7)])
def test_even_distances_keep_the_order_and_the_first(count: int, most: int) -> None:
    chosen = evenly(range(count), most)
    assert len(chosen) == min(count, most)
    assert list(chosen) == sorted(set(chosen))
    assert not count or chosen[0] == 0
