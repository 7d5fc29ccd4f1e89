"""Inline keyboards: what Telegram refuses in them.

Pure. Other kinds of reply markup are accepted as they are.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.e2e.bot_api.arguments import Arguments, bad_request
from tests.e2e.bot_api.entities import is_link

MAXIMUM_BUTTONS = 100
ADVISED_IN_A_ROW = 8
MAXIMUM_DATA_BYTES = 64
MAXIMUM_COPIED = 256
ACTIONS = (
    "callback_data", "url", "login_url", "web_app", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def parse_keyboard(arguments: Arguments) -> tuple[dict[str, Any] | None, list[str]]:
    """The inline keyboard of a call, or None, and what is wrong with it though Telegram does not say so."""
    markup = arguments.structure("reply_markup", dict)
    if not markup or "inline_keyboard" not in markup:
        return None, []
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('can\'t parse reply markup JSON object: field "inline_keyboard" must be an Array of Arrays')
    rows = [row for row in rows if row]
    for button in (button for row in rows for button in row):
        check_button(button)
    if sum(map(len, rows)) > MAXIMUM_BUTTONS:
        raise bad_request("reply markup is too long")
    violations = [f"{len(row)} buttons in a row" for row in rows if len(row) > ADVISED_IN_A_ROW]
    return ({"inline_keyboard": rows} if rows else None), violations


def check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    actions = [action for action in ACTIONS if button.get(action) is not None]
    if len(actions) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if actions == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= MAXIMUM_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["copy_text"] and not 1 <= len(str(button["copy_text"].get("text", ""))) <= MAXIMUM_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if actions == ["url"]:
        check_url(str(button["url"]))


def check_url(url: str) -> None:
    if is_link(url):
        return
    scheme = urlsplit(url).scheme if "://" in url else "http"
    reason = "Wrong HTTP URL" if scheme in {"http", "https"} else "Unsupported URL protocol"
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
