"""What is said in Telegram is said in both languages, and as short as the Bot API wants it."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

import pytest

from bot.i18n import telegram_strings as strings
from bot.i18n.phrases import Counted, Phrase

BUTTONS_AND_ALERTS = [
    strings.BUTTON_TOO_OLD,
    strings.GONE,
    strings.VOTED_UP,
    strings.VOTED_DOWN,
    strings.STRANGER_PRESSED,
    strings.FORGOTTEN,
]


def collected() -> Iterator[Phrase]:
    for value in vars(strings).values():
        for entry in value.values() if isinstance(value, dict) else [value]:
            if isinstance(entry, Counted):
                yield from (entry.one, entry.many)
            elif isinstance(entry, Phrase):
                yield entry


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_there_are_phrases_to_check() -> None:
    assert len(list(collected())) > 40


@pytest.mark.parametrize("phrase", list(collected()), ids=lambda phrase: phrase.en[:40])
def test_both_languages_say_something_of_the_same_values(phrase: Phrase) -> None:
    assert phrase.de
    assert phrase.en
    assert placeholders(phrase.de) == placeholders(phrase.en)


@pytest.mark.parametrize("command", [*strings.COMMANDS, *strings.ADMINISTRATOR_COMMANDS])
def test_a_command_is_named_as_the_bot_api_wants_it(command: str) -> None:
    assert command.isascii()
    assert command.isalpha()
    assert command == command.lower()
    assert len(command) <= 32


@pytest.mark.parametrize("language", ["de", "en"])
def test_descriptions_are_as_short_as_the_bot_api_wants_them(language: str) -> None:
    described = [*strings.COMMANDS.values(), *strings.ADMINISTRATOR_COMMANDS.values()]
    assert all(3 <= len(getattr(phrase, language)) <= 256 for phrase in described)
    assert len(getattr(strings.DESCRIPTION, language)) <= 512
    assert len(getattr(strings.SHORT_DESCRIPTION, language)) <= 120


@pytest.mark.parametrize("phrase", BUTTONS_AND_ALERTS, ids=lambda phrase: phrase.en)
def test_what_pops_up_on_a_button_has_at_most_200_characters(phrase: Phrase) -> None:
    assert max(len(phrase.de), len(phrase.en)) <= 200
