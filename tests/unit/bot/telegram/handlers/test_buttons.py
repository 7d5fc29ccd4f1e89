"""A reply that is sent again is made of what was kept."""

from __future__ import annotations

import json

from bot.telegram.handlers.buttons import stored_message
from bot.telegram.storage.replies import StoredReply


def test_a_stored_reply_has_its_buttons_again_and_links_nothing() -> None:
    named = [{"marker": 1, "paragraph": 6, "permalink": "a" * 40}]
    stored = StoredReply(1, 0, 1, "Wer?", "Siehe notes.md [1]", json.dumps(named), "de")
    message = stored_message(7, stored)
    assert message.text == "Siehe notes.md [1]"
    assert [[button.data for button in row] for row in message.buttons] == [[f"open:{'a' * 40}"], ["up:7", "down:7"]]
    assert [message.text[entity.start : entity.end] for entity in message.entities] == ["notes.md"]


def test_a_stored_reply_that_names_nothing_can_still_be_voted_on() -> None:
    message = stored_message(7, StoredReply(1, 0, 1, "Wer?", "Nichts.", "[]", "de"))
    assert [len(row) for row in message.buttons] == [2]
