"""What a button says when it is pressed, and what a link to the bot asks for.

Pure, and never surprised: data of an older version or of somebody's making is read as None. Knows no messages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

DEEP_LINK_PREFIX = "c_"
PERMALINK_SHAPE = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What fits into a button; whether it leads to a paragraph is seen when it is followed."""
REPLY_ID = re.compile(r"0|[1-9][0-9]{0,18}")
HIGHEST_REPLY_ID = 2**63 - 1


class Vote(StrEnum):
    """What a person thinks of a reply."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class OpenParagraph:
    """Show the whole paragraph behind a permalink."""

    permalink: str

    def __post_init__(self) -> None:
        if not PERMALINK_SHAPE.fullmatch(self.permalink):
            raise ValueError(f"not a permalink: {self.permalink!r}")


@dataclass(frozen=True, slots=True)
class CastVote:
    """Remember what the presser thinks of a reply."""

    reply_id: int
    vote: Vote


@dataclass(frozen=True, slots=True)
class SendAgain:
    """Send a reply again of which nobody knows whether it arrived."""

    reply_id: int


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Delete what is stored about the presser."""


Callback: TypeAlias = OpenParagraph | CastVote | SendAgain | ForgetMe

FORGET_ME = "forget"


def encode(callback: Callback) -> str:
    """The data of a button.

    >>> encode(CastVote(7, Vote.UP)), encode(OpenParagraph("a-1"))
    ('up:7', 'open:a-1')
    """
    match callback:
        case OpenParagraph(permalink):
            return f"open:{permalink}"
        case CastVote(reply_id, vote):
            return f"{vote}:{reply_id}"
        case SendAgain(reply_id):
            return f"again:{reply_id}"
        case ForgetMe():
            return FORGET_ME


def decode(data: str) -> Callback | None:
    """What a button asks for; None when it is not one of ours.

    >>> decode("up:7"), decode("up:seven")
    (CastVote(reply_id=7, vote=<Vote.UP: 'up'>), None)
    """
    if data == FORGET_ME:
        return ForgetMe()
    name, _, value = data.partition(":")
    if name == "open":
        return OpenParagraph(value) if PERMALINK_SHAPE.fullmatch(value) else None
    reply_id = int(value) if REPLY_ID.fullmatch(value) else None
    if reply_id is None or reply_id > HIGHEST_REPLY_ID:
        return None
    if name == "again":
        return SendAgain(reply_id)
    return CastVote(reply_id, Vote(name)) if name in set(Vote) else None


def decode_deep_link(payload: str) -> OpenParagraph | None:
    """What a link to the bot asks for; None when it is not one of ours.

    >>> decode_deep_link("c_a-1")
    OpenParagraph(permalink='a-1')
    """
    permalink = payload.removeprefix(DEEP_LINK_PREFIX)
    if permalink == payload or not PERMALINK_SHAPE.fullmatch(permalink):
        return None
    return OpenParagraph(permalink)
