"""Messages made of what was kept: a paragraph behind a permalink, a reply that is sent again, a remark above.

Pure. Knows the records of conversations and replies, nothing of where they are kept.
"""

from __future__ import annotations

import json
from dataclasses import replace

from bot.i18n.phrases import Language
from bot.telegram.conversations import OpenedParagraph
from bot.telegram.messages.callbacks import OpenParagraph, encode
from bot.telegram.messages.composing import Composition
from bot.telegram.messages.message import Button, Entity, Message
from bot.telegram.messages.rendering import paragraph_message, rows, votes
from bot.telegram.storage.replies import StoredReply


def opened_message(opened: OpenedParagraph, language: Language) -> Message:
    """The paragraph behind a permalink, with its neighbours a tap away."""
    linked = opened.linked
    return paragraph_message(
        linked.found,
        linked.quote,
        language,
        changed=linked.changed,
        previous=opened.previous,
        following=opened.following,
    )


def stored_message(reply_id: int, stored: StoredReply) -> Message:
    """A reply as it was given, without its formatting."""
    composition = Composition()
    composition.text(stored.answer)
    opening = [
        Button(f"[{citation['marker']}] ¶{citation['paragraph']}", encode(OpenParagraph(citation["permalink"])))
        for citation in json.loads(stored.citations)
    ]
    return composition.message([*rows(opening), votes(reply_id)])


def remarked(remark: str, message: Message) -> Message:
    """A message with a line above it."""
    above = f"{remark}\n\n"
    moved = tuple(Entity(e.kind, e.start + len(above), e.end + len(above)) for e in message.entities)
    return replace(message, text=above + message.text, entities=moved)
