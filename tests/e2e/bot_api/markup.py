"""Texts with HTML or Markdown marks to texts with entities, refusing what Telegram refuses.

Pure. The Markdown side knows the marks that do not nest quotes; the HTML side is complete.
"""

from __future__ import annotations

import html
import re
from typing import Any

from tests.e2e.bot_api.arguments import ApiError, bad_request
from tests.e2e.bot_api.entities import Entity, utf16_length

TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^<>]*)>|<")
ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
MARKS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
    "`": "code",
    "```": "pre",
}
RESERVED = "_*[]()~`>#+-=|{}.!"
MARK = re.compile(r"\\(.)|(```|\|\||__|[*_~`])|(\[)|(\]\(([^)]*)\))|([\[\]()>#+\-=|{}.!])", re.DOTALL)
OLD_MARK = re.compile(r"\\([_*`\[])|(```|[*_`])|(\[)|(\]\(([^)]*)\))", re.DOTALL)


def parse(text: str, mode: str) -> tuple[str, list[Entity]]:
    """The text without its marks, and the entities they stood for."""
    if not mode:
        return text, []
    if mode.lower() == "html":
        return parse_html(text)
    if mode.lower() in {"markdownv2", "markdown"}:
        return parse_markdown(text, OLD_MARK if mode.lower() == "markdown" else MARK)
    raise bad_request("unsupported parse_mode")


def parse_html(text: str) -> tuple[str, list[Entity]]:
    plain = ""
    entities: list[Entity] = []
    opened: list[tuple[str, Entity]] = []
    place = 0
    for match in TAG.finditer(text):
        plain += unescape(text[place : match.start()])
        place = match.end()
        closing, name, attributes = (part or "" for part in match.groups())
        name = name.lower()
        at = f"at byte offset {len(text[: match.start()].encode())}"
        if closing:
            if not opened:
                raise cannot_parse(f"Unexpected end tag {at}")
            expected, entity = opened.pop()
            if name not in {expected, ""}:
                raise cannot_parse(f'Unmatched end tag {at}, expected "</{expected}>", found "</{name}>"')
            entity["length"] = utf16_length(plain) - entity["offset"]
            entities += [entity] if entity["length"] else []
        elif name not in TAGS:
            raise cannot_parse(f'Unsupported start tag "{name}" {at}')
        else:
            opened.append((name, opening(name, attributes, utf16_length(plain), at)))
    if opened:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return plain + unescape(text[place:]), sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def opening(name: str, attributes: str, offset: int, at: str) -> Entity:
    found = {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in ATTRIBUTE.finditer(attributes)
    }
    entity: dict[str, Any] = {"type": TAGS[name], "offset": offset, "length": 0}
    if name == "span" and found.get("class") != "tg-spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" {at}')
    if name == "a":
        entity["url"] = found.get("href", "")
    if name == "blockquote" and "expandable" in found:
        entity["type"] = "expandable_blockquote"
    if name == "tg-emoji":
        entity["custom_emoji_id"] = found.get("emoji-id", "")
    return entity


def unescape(text: str) -> str:
    """Telegram knows four names and numbers; any other reference stays as it is."""
    return REFERENCE.sub(lambda match: html.unescape(match[0]), text)


def parse_markdown(text: str, marks: re.Pattern[str]) -> tuple[str, list[Entity]]:
    plain = ""
    entities: list[Entity] = []
    opened: list[Entity] = []
    place = 0
    for match in marks.finditer(text):
        plain += text[place : match.start()]
        place = match.end()
        escaped, mark, link, linked = match[1], match[2], match[3], match[4]
        at = f"at byte offset {len(text[: match.start()].encode())}"
        inside_code = bool(opened) and opened[-1]["type"] in {"code", "pre"}
        if escaped:
            plain += escaped
        elif inside_code and (not mark or MARKS[mark] != opened[-1]["type"]):
            plain += match[0]
        elif mark and opened and opened[-1]["type"] == MARKS[mark]:
            entities += closed(opened.pop(), plain)
        elif mark or link:
            kind = MARKS[mark] if mark else "text_link"
            opened.append({"type": kind, "offset": utf16_length(plain), "length": 0})
        elif linked and opened and opened[-1]["type"] == "text_link":
            entities += closed({**opened.pop(), "url": match[5]}, plain)
        else:
            character = match[0][0]
            raise cannot_parse(f"Character '{character}' is reserved and must be escaped with the preceding '\\' {at}")
    if opened:
        kind = opened[-1]["type"].replace("_", "").capitalize()
        raise cannot_parse(f"Can't find end of {kind} entity at byte offset {opened[-1]['offset']}")
    return plain + text[place:], sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def closed(entity: Entity, plain: str) -> list[Entity]:
    length = utf16_length(plain) - entity["offset"]
    return [{**entity, "length": length}] if length else []


def cannot_parse(problem: str) -> ApiError:
    return bad_request(f"can't parse entities: {problem}")
