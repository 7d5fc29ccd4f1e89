"""Everything else that is said: short, in the language of the person, and with what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n import telegram_strings as strings
from bot.i18n.phrases import Language
from bot.telegram.messages.callbacks import ForgetMe, SendAgain, decode
from bot.telegram.messages.message import EntityKind, Message
from bot.telegram.messages.notices import (
    Status,
    error_message,
    fault_message,
    help_message,
    notice,
    perhaps_lost_message,
    privacy_message,
    status_message,
    stranger_message,
    unknown_command_message,
    welcome_message,
)
from retrieval import DocumentNotFoundError, IndexDamagedError, QuestionTooLongError

LANGUAGES: tuple[Language, ...] = ("de", "en")


def codes(message: Message) -> list[str]:
    return [message.text[entity.start : entity.end] for entity in message.entities if entity.kind is EntityKind.CODE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_every_command_and_how_to_ask_in_a_group(language: Language) -> None:
    text = help_message("beleg_bot", language).text
    assert all(f"/{command} – " in text for command in strings.COMMANDS)
    assert not any(f"/{command} – " in text for command in strings.ADMINISTRATOR_COMMANDS)
    assert "/ask@beleg_bot" in text


def test_administrators_are_told_their_commands() -> None:
    assert "/reindex – " in help_message("beleg_bot", "de", for_administrator=True).text


def test_the_welcome_says_how_many_documents_there_are() -> None:
    assert welcome_message(1, "de").text.startswith("Beleg kennt 1 Dokument und")


def test_what_is_stored_is_said_with_a_button_that_deletes_it() -> None:
    message = privacy_message("de", keep_days=30)
    assert "Nach 30 Tagen" in message.text
    assert decode(message.buttons[0][0].data) == ForgetMe()
    assert "Tagen" not in privacy_message("de").text


def test_a_stranger_is_told_the_number_to_pass_on() -> None:
    assert codes(stranger_message(1234567890, "de")) == ["1234567890"]


def test_of_a_closed_bot_it_is_said_how_to_open_it() -> None:
    assert codes(stranger_message(-100123, "en", closed=True)) == ["BELEG_TELEGRAM_ALLOWED=-100123"]


def test_a_fault_is_one_sentence_with_a_reference() -> None:
    message = fault_message("3fa2", "de")
    assert codes(message) == ["3fa2"]
    assert "\n" not in message.text


def test_a_persons_mistake_is_explained() -> None:
    message = error_message(DocumentNotFoundError("notes.md @durov"), "de", reference="3fa2")
    assert message.text == "Es gibt kein Dokument „notes.md @durov“.\nDie Dokumente zeigt /sources."
    assert codes(message) == ["notes.md @durov"]
    assert "2.000" in error_message(QuestionTooLongError(3000, 2000), "de").text


def test_what_is_wrong_with_the_index_is_explained_to_administrators_only() -> None:
    error = IndexDamagedError(Path("/srv/beleg/index/vectors.npy"), "checksum")
    assert "/srv" not in error_message(error, "de", reference="3fa2").text
    assert codes(error_message(error, "de", reference="3fa2")) == ["3fa2"]
    assert "/srv/beleg" in error_message(error, "de", for_administrator=True).text


def test_a_reply_that_may_be_lost_can_be_sent_again() -> None:
    assert decode(perhaps_lost_message(5, "en").buttons[0][0].data) == SendAgain(5)


def test_a_command_that_does_not_exist_is_shown_as_it_was_typed() -> None:
    message = unknown_command_message("/hlep", "de", similar="/help")
    assert message.text == "Den Befehl /hlep gibt es nicht. Gemeint: /help?"
    assert codes(message) == ["/hlep"]


def test_a_notice_takes_numbers() -> None:
    assert notice(strings.RATE_LIMITED, "de", seconds=12).text.endswith("Die nächste ist in 12 s möglich.")


def test_the_status_is_short() -> None:
    status = Status("0.1.0", 93_784.5, 3, 60, 1, 5, 2, 0, 3, 1, -100)
    assert status_message(status, "en").text.splitlines() == [
        "Beleg 0.1.0, up for 1 d 2 h 3 min",
        "3 documents, 60 paragraphs; skipped: 1",
        "answered: 5, abstained: 2, questions waiting: 0",
        "👍 3, 👎 1",
        "ID of this chat: -100",
    ]
