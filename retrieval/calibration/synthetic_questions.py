"""Questions that a corpus asks itself: a sentence without its name, number or date, and without some of its words.

They need no labels, so any corpus can be measured and calibrated with them. Pure and deterministic: the same
paragraphs give the same questions. Knows words and sentences, nothing of indexes and engines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from operator import attrgetter, itemgetter
from typing import Final, TypeVar

from retrieval.text.analysis import Word, is_stop_word, unique, words_with_spans
from retrieval.text.sentences import split_sentences
from retrieval.text.spans import Span
from retrieval.text.word_lists import ENGLISH_MONTHS, GERMAN_MONTHS

T = TypeVar("T")

MOST_QUESTIONS: Final = 300
FEWEST_TERMS: Final = 5
"""Content words that a sentence needs besides its answer."""
MOST_TERMS: Final = 5
"""Content words that a question keeps: those nearest to the answer, as people ask about what stands around it."""
REPLACED: Final = (1, 2)
"""How many of them give way to words of another paragraph, because people ask in words that the text lacks: one in
half of the questions, two in the others. With this mixture questions are about as hard as those of XQuAD."""
_LONGEST_PARAGRAPH: Final = 6_000

_MONTH = "(?:" + "|".join(unique([*GERMAN_MONTHS, "Jänner", *ENGLISH_MONTHS])) + ")"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}\. )?{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,? \d{{4}})?\b(?<=\d)|\b\d{{1,2}}\. {_MONTH}\b"
    r"|(?<![\d.,])(?:1\d{3}|20\d\d)(?![\d.,]?\d)"
)
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w.]*\w)(?!\.)")
_CAPITAL = r"[A-ZÄÖÜ][\w’'-]+"
_NAME = re.compile(rf"(?<=[\w,“”\"„(] ){_CAPITAL}(?: (?:(?:von|van|de|of|the) )?{_CAPITAL})+|(?<=\w )[A-ZÄÖÜ]{{2,}}\b")
_SINGLE_NAME = re.compile(rf"(?<=\w ){_CAPITAL}")
_LEADS: Final = {
    "date": {"de": "Wann", "en": "When"},
    "number": {"de": "Wie viele", "en": "How many"},
    "name": {"de": "Wer oder was", "en": "Who or what"},
}


@dataclass(frozen=True, slots=True)
class ParagraphText:
    """A paragraph to make questions from; ``language`` is an ISO 639-1 code."""

    document_id: str
    number: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class SyntheticQuestion:
    """A question with the paragraph it was made from, and the literal part of it that was left out."""

    question: str
    document_id: str
    paragraph: int
    answer: str


def make_questions(paragraphs: Sequence[ParagraphText], most: int = MOST_QUESTIONS) -> tuple[SyntheticQuestion, ...]:
    """Questions about paragraphs, spread evenly: a second one of a paragraph only when all others had their first.

    Parameters
    ----------
    paragraphs
        In the order of the corpus.
    most
        How many questions at most.

    Returns
    -------
    tuple[SyntheticQuestion, ...]
        In the order of the paragraphs; fewer than ``most`` where the sentences do not give more. No question twice.

    Examples
    --------
    >>> text = "Der Verein aus Bonn hat im letzten Jahr im Garten der alten Schule 415 Bäume gepflanzt."
    >>> [made] = make_questions([ParagraphText("a.txt", 1, text, "de")])
    >>> made.question, made.answer
    ('Wie viele Garten der Schule gepflanzt?', '415')
    """
    # Twice as many paragraphs as questions are enough: most paragraphs have a sentence to ask about.
    read = evenly(paragraphs, 2 * most)
    of_each = [list(_of_paragraph(paragraph, read[place - len(read) // 2])) for place, paragraph in enumerate(read)]
    # What two paragraphs say alike is answered by either, so nothing can be learned from it.
    counts = Counter(made.question for questions in of_each for made in questions)
    made: list[tuple[int, SyntheticQuestion]] = []
    for one_each in zip_longest(*of_each):
        new = [(place, found) for place, found in enumerate(one_each) if found and counts[found.question] == 1]
        made += evenly(new, most - len(made))
    return tuple(question for _, question in sorted(made, key=itemgetter(0)))


def evenly(items: Sequence[T], most: int) -> Sequence[T]:
    """At most so many items, at even distances.

    >>> evenly([0, 1, 2, 3, 4, 5], 3), evenly([0, 1], 3)
    ([0, 2, 4], [0, 1])
    """
    if len(items) <= most:
        return items
    return [items[place * len(items) // most] for place in range(most)]


def _of_paragraph(paragraph: ParagraphText, other: ParagraphText) -> Iterator[SyntheticQuestion]:
    """A question for each sentence that has enough words, sentences with the most words first."""
    text = paragraph.text[:_LONGEST_PARAGRAPH]
    distractors = _distractors(text, other)
    sentences = [span.slice(text) for span in split_sentences(text)]
    counts = {sentence: len(_content(words_with_spans(sentence), paragraph.language)) for sentence in sentences}
    for sentence in sorted(counts, key=lambda sentence: -counts[sentence]):
        question = _of_sentence(sentence, paragraph, distractors)
        if question is not None:
            yield question


def _distractors(text: str, other: ParagraphText) -> list[str]:
    """The content words of another paragraph that this text does not have, as they are written."""
    own = {word.form for word in words_with_spans(text)}
    words = _content(words_with_spans(other.text[:_LONGEST_PARAGRAPH]), other.language)
    return [other.text[word.start : word.end] for word in words if word.form.isalpha() and word.form not in own]


def _of_sentence(sentence: str, paragraph: ParagraphText, distractors: Sequence[str]) -> SyntheticQuestion | None:
    found = _answer(sentence, paragraph.language)
    if found is None:
        return None
    kind, answer = found
    around = [word for word in words_with_spans(sentence) if word.end <= answer.start or word.start >= answer.end]
    content = _content(around, paragraph.language)
    if len(content) < FEWEST_TERMS:
        return None
    nearest = sorted(content, key=lambda word: max(answer.start - word.end, word.start - answer.end))[:MOST_TERMS]
    first, last = min(word.start for word in nearest), max(word.end for word in nearest)
    functional = [word for word in around if word not in content and first <= word.start < last]
    kept = sorted([*nearest, *functional[::2]], key=attrgetter("start"))
    written = {word: sentence[word.start : word.end] for word in kept}
    # The length of a sentence is as good as a coin, and always falls the same way.
    for word in nearest[1::2][: REPLACED[len(sentence) % 2]]:
        unused = [distractor for distractor in distractors if distractor not in written.values()]
        written[word] = _distractor_for(written[word], unused)
    lead = _LEADS[kind]["de" if paragraph.language == "de" else "en"]
    words = " ".join(filter(None, written.values()))
    return SyntheticQuestion(f"{lead} {words}?", paragraph.document_id, paragraph.number, answer.slice(sentence))


def _distractor_for(word: str, distractors: Sequence[str]) -> str:
    """The distractor that is most like a word in case and length; nothing where there is none."""
    alike = [distractor for distractor in distractors if distractor[0].isupper() == word[0].isupper()]
    return min(alike, key=lambda distractor: abs(len(distractor) - len(word)), default="")


def _answer(sentence: str, language: str) -> tuple[str, Span] | None:
    """The kind and place of what can be asked for: a date, else a number, else a name."""
    patterns = [("date", _DATE), ("number", _NUMBER), ("name", _NAME)]
    if language != "de":
        # In German every noun has a capital letter, so one alone does not make a name.
        patterns.append(("name", _SINGLE_NAME))
    for kind, pattern in patterns:
        match = pattern.search(sentence)
        if match is not None:
            return kind, Span(*match.span())
    return None


def _content(words: Sequence[Word], language: str) -> list[Word]:
    return [word for word in words if not is_stop_word(word.form, language)]
