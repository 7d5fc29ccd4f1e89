"""Updates as Telegram makes them, for tests that need no server."""

from __future__ import annotations

from telegram import Update

DATE = 1_760_000_000


def update_of(update_id: int, text: str = "a question", *, user: int = 7, seconds: int = 0, **more: object) -> Update:
    """Somebody writes a text in their private chat, so many seconds after the others."""
    person = {"id": user, "is_bot": False, "first_name": "Anna"}
    message = {
        "message_id": update_id,
        "date": DATE + seconds,
        "chat": {"id": user, "type": "private", "first_name": "Anna"},
        "from": person,
        "text": text,
        **more,
    }
    return Update.de_json({"update_id": update_id, "message": message}, None)
