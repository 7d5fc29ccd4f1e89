"""Everything Telegram knows: accounts, chats, topics, messages; and the objects that bots get to see of them.

Guarded by one lock, since tests speak from their thread while the server answers from its own. Knows no HTTP.
"""

from __future__ import annotations

import copy
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.bot_api.updates import UpdateQueue

Json = dict[str, Any]

BOT_ID = 7_000_000_001
BOT_USERNAME = "beleg_test_bot"
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
GENERAL = 1
SUPERGROUP_OFFSET = -1_000_000_000_000
ANSWER_SECONDS = 60


@dataclass
class Account:
    """A person or a bot."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    def json(self) -> Json:
        """As a bot sees it."""
        optional = {"username": self.username, "language_code": self.language_code}
        present = {name: value for name, value in optional.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **present}


@dataclass
class Sent:
    """A message of the bot: as it is now, as it was sent, and when."""

    message: Json
    arguments: Json
    at: float
    edits: list[Json] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.message["message_id"]

    @property
    def text(self) -> str:
        return self.message.get("text", "")

    @property
    def entities(self) -> list[Json]:
        return self.message.get("entities", [])

    @property
    def replies_to(self) -> int | None:
        """The id of the message that it answers."""
        return self.message.get("reply_to_message", {}).get("message_id")

    @property
    def thread(self) -> int | None:
        return self.message.get("message_thread_id")

    @property
    def rows(self) -> list[list[Json]]:
        """The rows of its buttons."""
        return self.message.get("reply_markup", {}).get("inline_keyboard", [])

    @property
    def buttons(self) -> list[Json]:
        return [button for row in self.rows for button in row]


@dataclass
class ChatState:
    """A chat: ``people`` are its members, ``bot_status`` is that of the bot, ``topics`` are names by thread."""

    id: int
    type: str
    title: str = ""
    person: Account | None = None
    is_forum: bool = False
    bot_status: str = "member"
    started: bool = True
    migrated_to: int | None = None
    people: dict[int, Account] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    actions: list[tuple[float, str, int | None]] = field(default_factory=list)
    reactions: dict[tuple[int, int], list[Json]] = field(default_factory=dict)

    def json(self) -> Json:
        """As a bot sees it."""
        if self.person:
            names = {"first_name": self.person.first_name, "username": self.person.username}
            return {"id": self.id, "type": "private", **{name: value for name, value in names.items() if value}}
        if self.type == "group":
            return {"id": self.id, "type": "group", "title": self.title, "all_members_are_administrators": False}
        return {"id": self.id, "type": self.type, "title": self.title, **({"is_forum": True} if self.is_forum else {})}

    @property
    def is_private(self) -> bool:
        return self.type == "private"


@dataclass
class Query:
    """A pressed button or a typed inline query, until it is answered."""

    id: str
    person: Account
    kind: str
    expires: float
    answered: bool = False
    answer: Json = field(default_factory=dict)


class World:
    """All state, and ``changed``: the lock around it, which also wakes those who wait for something to happen."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.bot = Account(BOT_ID, "Beleg", BOT_USERNAME, is_bot=True)
        self.privacy_mode = False
        self.updates = UpdateQueue()
        self.accounts: dict[int, Account] = {}
        self.chats: dict[int, ChatState] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.profile: dict[tuple[str, ...], Any] = {}
        self.violations: list[str] = []
        self.on_update: Callable[[], None] = lambda: None
        self._ids = itertools.count(1)
        self._shared_message_ids = itertools.count(101)
        self._message_ids: dict[int, itertools.count[int]] = {}

    def next_id(self) -> int:
        """A number that nothing else has."""
        return next(self._ids)

    def next_message_id(self, chat: ChatState) -> int:
        """Supergroups count their own messages; all other chats of a bot share one count."""
        if chat.type in {"supergroup", "channel"}:
            return next(self._message_ids.setdefault(chat.id, itertools.count(2)))
        return next(self._shared_message_ids)

    def ask(self, person: Account, kind: str) -> Query:
        """A query of a person that waits for its answer; its time is short."""
        query = Query(str(5_000_000_000 + self.next_id()), person, kind, time.monotonic() + ANSWER_SECONDS)
        self.queries[query.id] = query
        return query

    def offer(self, kind: str, content: Json) -> int | None:
        """Put an update into the queue, if its kind is asked for."""
        with self.changed:
            update_id = self.updates.add(kind, copy.deepcopy(content))
            self.changed.notify_all()
        self.on_update()
        return update_id

    def message(self, chat: ChatState, sender: Json, content: Json, **place: Any) -> Json:
        """A new message in a chat.

        Parameters
        ----------
        chat
            Where it stands.
        sender
            As a bot sees them.
        content
            Text and entities, or whatever else it carries.
        **place
            ``reply_to`` is a message id, ``thread`` a topic, ``date`` seconds since 1970.

        Returns
        -------
        Json
            As it is kept.
        """
        reply_to, thread = place.get("reply_to"), place.get("thread")
        replied = chat.messages.get(reply_to) if reply_to else None
        if thread is None and replied is not None and replied.get("is_topic_message"):
            thread = replied["message_thread_id"]
        message = {
            "message_id": self.next_message_id(chat),
            "from": sender,
            "chat": chat.json(),
            "date": place.get("date") or int(time.time()),
        }
        if sender["id"] == ANONYMOUS["id"]:
            message["sender_chat"] = chat.json()
        if chat.is_forum and thread not in {None, GENERAL}:
            message |= {"message_thread_id": thread, "is_topic_message": True}
            replied = replied or chat.messages.get(thread)
        elif replied is not None and chat.type == "supergroup" and not chat.is_forum:
            message["message_thread_id"] = replied.get("message_thread_id", replied["message_id"])
        if replied is not None:
            message["reply_to_message"] = without_reply(replied)
        message |= content
        chat.messages[message["message_id"]] = message
        return message


def without_reply(message: Json) -> Json:
    """A message as it stands within another one: what it replies to is left out."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}
