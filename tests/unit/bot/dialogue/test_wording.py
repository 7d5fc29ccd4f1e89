"""What is asked in a text that is too long to be asked as a whole."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.wording import gist
from retrieval import MAXIMUM_QUESTION_CHARACTERS

STORY = "Wir haben lange darüber gesprochen, und es blieb offen. " * 60


def test_a_short_text_is_asked_as_it_is() -> None:
    assert gist("Es war so. Wer kam?") == "Es war so. Wer kam?"


def test_of_a_long_text_its_questions_are_asked() -> None:
    assert gist(f"{STORY}Wer war dabei? {STORY}Und wann war das?") == "Wer war dabei? Und wann war das?"


def test_of_too_many_questions_the_last_ones_are_asked() -> None:
    asked = gist(" ".join(f"Wer kam am Tag {day}?" for day in range(1_000)))
    assert asked.endswith("Wer kam am Tag 998? Wer kam am Tag 999?")
    assert len(asked) <= MAXIMUM_QUESTION_CHARACTERS


def test_a_long_text_without_a_question_stays_too_long() -> None:
    assert gist(STORY) == STORY
    assert gist("?" * 5_000) == "?" * 5_000


def test_a_single_question_that_is_too_long_stays_so() -> None:
    question = "Wer " + "wirklich " * 500 + "kam?"
    assert gist(question) == question


@settings(max_examples=25)  # long texts take long to invent
@given(st.text(alphabet="ab ?.!\n", min_size=2_001, max_size=5_000))
def test_what_is_asked_stands_in_the_text_and_is_short_enough(text: str) -> None:
    asked = gist(text)
    assert asked == text or len(asked) <= MAXIMUM_QUESTION_CHARACTERS
    assert not set(asked) - set(text) - {" "}


def test_an_endless_text_takes_no_time() -> None:
    started = time.thread_time()
    gist("a" * 1_000_000)
    gist(" " * 1_000_000)
    assert time.thread_time() - started < 10
