"""Texts and their entities, as Telegram treats them: what it finds, moves, refuses, and loses without a word.

Pure: knows no chats. Offsets of entities count UTF-16 units, lengths of messages count code points.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.bot_api.arguments import bad_request

MAXIMUM_TEXT = 4096
MAXIMUM_ENTITIES = 100
LONGEST_OFFSET = 1_000_000
SPACE = " \n"
INVISIBLE = SPACE + "\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u3164"
QUOTES = {"blockquote", "expandable_blockquote"}
CODE = {"code", "pre"}
STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}
LINKS = {"text_link", "text_mention", "custom_emoji"}
SET_BY_BOTS = QUOTES | CODE | STYLES | LINKS
FOUND_ONLY = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
LINK_SCHEMES = {"http", "https", "tg", "ton", "tonsite"}
PATTERNS = (
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    (
        "url",
        re.compile(r"\b(?:https?://[^\s<>]+|(?:[\w-]+\.)+(?:com|de|io|md|net|org|py|rs|sh|zip)(?:/[^\s<>]*)?)(?!\w)"),
    ),
    ("mention", re.compile(r"(?<!\w)@[a-zA-Z0-9_]{3,32}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)

Entity = dict[str, Any]


def utf16_length(text: str) -> int:
    """How many units the text has in UTF-16.

    >>> utf16_length("ä🙂")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def piece(text: str, entity: Entity) -> str:
    """The stretch of a text that an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def find_entities(text: str) -> list[Entity]:
    """What Telegram itself marks in a text, from either side; the first to match a stretch has it.

    >>> find_entities("🙂 /ask@beleg_bot notes.md")[0]
    {'type': 'bot_command', 'offset': 3, 'length': 14}
    """
    taken = [False] * len(text)
    found = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match[0])
                found.append((match.start(), kind, match[0]))
    return [
        {"type": kind, "offset": utf16_length(text[:start]), "length": utf16_length(covered)}
        for start, kind, covered in sorted(found)
    ]


def prepare(text: str, entities: list[Entity]) -> tuple[str, list[Entity], list[str]]:
    """The text as it is delivered, its entities, and what was wrong with it though Telegram does not say so."""
    violations = []
    spans = [located(entity, text) for entity in entities]
    if any(entity["length"] <= 0 for entity in entities):
        violations.append("an entity of no length")
    if len(entities) > MAXIMUM_ENTITIES:
        violations.append(f"{len(entities)} entities, of which only {MAXIMUM_ENTITIES} count")
    violations += collisions(entities, spans) + lost_links(entities)
    cleaned, moved = clean(text)
    delivered = []
    for entity, (start, end) in list(zip(entities, spans, strict=True))[:MAXIMUM_ENTITIES]:
        first, last = (min(max(moved[place], 0), len(cleaned)) for place in (start, end))
        if first < last and entity["type"] in SET_BY_BOTS and not is_lost_link(entity):
            offset = utf16_length(cleaned[:first])
            delivered.append({**entity, "offset": offset, "length": utf16_length(cleaned[first:last])})
    hidden = [entity for entity in delivered if entity["type"] in CODE | LINKS]
    automatic = [entity for entity in find_entities(cleaned) if not any(overlap(entity, other) for other in hidden)]
    return (
        cleaned,
        sorted([*delivered, *automatic], key=lambda entity: (entity["offset"], -entity["length"])),
        violations,
    )


def checked_text(text: str, entities: list[Entity]) -> tuple[str, list[Entity], list[str]]:
    """A text that is fit to be sent, as ``prepare`` delivers it."""
    prepared = prepare(text, entities)
    if not prepared[0].strip(INVISIBLE):
        raise bad_request("message text is empty")
    if len(prepared[0]) > MAXIMUM_TEXT:
        raise bad_request("message is too long")
    return prepared


def parse_entities(given: list[Any]) -> list[Entity]:
    """The entities of a call, each with a type, an offset and a length."""
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        if entity.get("type") not in SET_BY_BOTS | FOUND_ONLY:
            raise bad_request("can't parse MessageEntity: unsupported type specified")
        for field in ("offset", "length"):
            if not isinstance(entity.get(field), int):
                raise bad_request(f"can't parse MessageEntity: can't find field \"{field}\"")
            if not 0 <= entity[field] <= LONGEST_OFFSET:
                raise bad_request(f"receive an entity with incorrect {field} {entity[field]}")
        for kind, field in (("text_link", "url"), ("text_mention", "user"), ("custom_emoji", "custom_emoji_id")):
            if entity["type"] == kind and not entity.get(field):
                raise bad_request(f"can't parse MessageEntity: can't find field \"{field}\"")
    return given


def located(entity: Entity, text: str) -> tuple[int, int]:
    """Start and end of an entity in code points."""
    places = {0: 0}
    units = 0
    for index, character in enumerate(text, start=1):
        units += 1 + (character > "\uffff")
        places[units] = index
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if start > units:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {start}")
    if end > units:
        problem = f"ends after the end of the text at UTF-16 offset {end}"
        raise bad_request(f"entity beginning at UTF-16 offset {start} {problem}")
    if start not in places:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {start}")
    if end not in places:
        problem = f"ends in a middle of a UTF-16 symbol at UTF-16 offset {end}"
        raise bad_request(f"entity beginning at UTF-16 offset {start} {problem}")
    return places[start], places[end]


def clean(text: str) -> tuple[str, list[int]]:
    """The text without control characters and without space around it, and where each code point went."""
    kept: list[str] = []
    moved = []
    for character in text:
        moved.append(len(kept))
        if character != "\r" and not "\u2028" <= character <= "\u202e":
            kept.append(" " if character < " " and character != "\n" else character)
    moved.append(len(kept))
    cleaned = "".join(kept)
    skipped = len(cleaned) - len(cleaned.lstrip(SPACE))
    return cleaned.strip(SPACE), [place - skipped for place in moved]


def collisions(entities: list[Entity], spans: list[tuple[int, int]]) -> list[str]:
    """Pairs of entities that cannot stand together; Telegram drops or cuts one of them."""
    found = []
    for (one, first), (other, second) in combinations(zip(entities, spans, strict=True), 2):
        if first[1] <= second[0] or second[1] <= first[0]:
            continue
        types = {one["type"], other["type"]}
        nested = (first[0] <= second[0] and second[1] <= first[1]) or (second[0] <= first[0] and first[1] <= second[1])
        outer = one if first[1] - first[0] >= second[1] - second[0] else other
        if not nested:
            found.append(f"{one['type']} and {other['type']} overlap")
        elif types <= QUOTES:
            found.append("a block quote within a block quote")
        elif types & CODE and outer["type"] not in QUOTES:
            found.append(f"{one['type']} and {other['type']} cannot be nested")
        elif types <= LINKS or (one["type"] == other["type"]):
            found.append(f"{one['type']} within {other['type']}")
    return found


def lost_links(entities: list[Entity]) -> list[str]:
    return [f"the link {entity['url']} is dropped" for entity in entities if is_lost_link(entity)]


def is_lost_link(entity: Entity) -> bool:
    return entity["type"] == "text_link" and not is_link(str(entity["url"]))


def is_link(url: str) -> bool:
    """Whether Telegram takes an address for one: its host needs a dot, its scheme is one of a few.

    >>> is_link("https://example.org/a"), is_link("http://localhost"), is_link("file:///etc/passwd")
    (True, False, False)
    """
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme in {"tg", "ton", "tonsite"}:
        return bool(parts.netloc)
    return parts.scheme in LINK_SCHEMES and "." in host.strip(".") and not any(letter.isspace() for letter in url)


def overlap(one: Entity, other: Entity) -> bool:
    return one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
