"""The hands of a test: people who speak, press and react, the chats they do it in, and what the bot sent there.

Everything a person does becomes the update that Telegram would make of it. Knows no HTTP.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.e2e.bot_api.entities import Entity, checked_text, piece
from tests.e2e.bot_api.world import (
    ANONYMOUS,
    SUPERGROUP_OFFSET,
    Account,
    ChatState,
    Json,
    Query,
    Sent,
    World,
)

LONGEST_OF_A_CLIENT = 4096
WAIT_SECONDS = 60.0
RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip
Found = TypeVar("Found")


def wait(world: World, found: Callable[[], Found], wanted: str, timeout: float = WAIT_SECONDS) -> Found:
    """What a function finds as soon as it finds something.

    Raises
    ------
    TimeoutError
        If that takes too long; it says what was ``wanted``.
    """
    with world.changed:
        result = world.changed.wait_for(found, timeout)
        if not result:
            raise TimeoutError(f"not within {timeout} s: {wanted}")
        return result


class Chat:
    """A chat, and what the bot did there."""

    def __init__(self, world: World, state: ChatState) -> None:
        self.world = world
        self.state = state

    @property
    def id(self) -> int:
        return self.state.id

    @property
    def sent(self) -> list[Sent]:
        """The messages of the bot, in order."""
        with self.world.changed:
            return list(self.state.sent)

    @property
    def actions(self) -> list[tuple[float, str, int | None]]:
        """When the bot showed which action in which topic."""
        with self.world.changed:
            return list(self.state.actions)

    def replies(self, question: Json) -> list[Sent]:
        """What the bot sent in reply to a message."""
        return [sent for sent in self.sent if sent.replies_to == question["message_id"]]

    def wait_for_reply(self, question: Json, timeout: float = WAIT_SECONDS) -> Sent:
        """The first reply to a message."""
        return wait(self.world, lambda: self.replies(question), f"a reply to {question.get('text')!r}", timeout)[0]

    def wait_for_sent(self, count: int, timeout: float = WAIT_SECONDS) -> Sent:
        """The message of the bot with this number, counted from 1."""
        wanted = f"message {count} of the bot in chat {self.id}, which has {len(self.state.sent)}"
        return wait(self.world, lambda: self.state.sent[count - 1 : count], wanted, timeout)[0]

    def wait_for_edit(self, sent: Sent, count: int = 1, timeout: float = WAIT_SECONDS) -> Sent:
        """A message of the bot after it was changed so many times."""
        wait(self.world, lambda: len(sent.edits) >= count, f"edit {count} of message {sent.id}", timeout)
        return sent

    def topic(self, name: str, creator: Person) -> int:
        """Open a topic of a forum; its number is that of the service message that opens it."""
        with self.world.changed:
            content = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
            message = self.world.message(self.state, creator.account.json(), content)
            thread = message["message_id"]
            message |= {"message_thread_id": thread, "is_topic_message": True}
            self.state.topics[thread] = name
        self.world.offer("message", message)
        return thread

    def close_topic(self, thread: int) -> None:
        """Delete a topic."""
        with self.world.changed:
            self.state.topics.pop(thread)

    def delete(self, message: Json) -> None:
        """Delete a message; bots are not told."""
        with self.world.changed:
            self.state.messages.pop(message["message_id"], None)

    def migrate(self, by: Person) -> Chat:
        """Make a group a supergroup; the group is gone, and its new id is told in both."""
        with self.world.changed:
            new = ChatState(SUPERGROUP_OFFSET - self.world.next_id() - 1_000_000_000, "supergroup", self.state.title)
            new.people = dict(self.state.people)
            self.world.chats[new.id] = new
            leaving = self.world.message(self.state, by.account.json(), {"migrate_to_chat_id": new.id})
            arriving = self.world.message(new, ANONYMOUS, {"migrate_from_chat_id": self.id})
            self.state.migrated_to = new.id
        self.world.offer("message", leaving)
        self.world.offer("message", arriving)
        return Chat(self.world, new)

    def set_bot_status(self, status: str, by: Person) -> None:
        """Make the bot a ``member``, an ``administrator``, ``left`` or ``kicked``; it is told."""
        with self.world.changed:
            old, self.state.bot_status = self.state.bot_status, status
        bot = self.world.bot.json()
        change = {"old_chat_member": member(bot, old), "new_chat_member": member(bot, status)}
        told = {"chat": self.state.json(), "from": by.account.json(), "date": int(time.time()), **change}
        self.world.offer("my_chat_member", told)


class Person:
    """Somebody with an account; speaks in the private chat with the bot unless another chat is named."""

    def __init__(self, world: World, account: Account) -> None:
        self.world = world
        self.account = account
        self.chat = Chat(world, world.chats[account.id])

    @property
    def id(self) -> int:
        return self.account.id

    def say(self, text: str, chat: Chat | None = None, **how: Any) -> Json:
        """Send a text; its commands, mentions and links are marked as Telegram marks them.

        Parameters
        ----------
        text
            At most 4096 characters.
        chat
            Where; with the bot alone when left out.
        **how
            ``reply_to`` is a message, ``topic`` its number, ``entities`` are more entities, ``age`` is how many
            seconds ago it was sent, ``anonymous`` is an administrator who hides, ``extra`` are other fields.

        Returns
        -------
        Json
            The message.
        """
        cleaned, entities, _ = checked_text(text, how.pop("entities", []))
        return self.send({"text": cleaned, **({"entities": entities} if entities else {})}, chat, **how)

    def say_long(self, text: str, chat: Chat | None = None) -> list[Json]:
        """Send a text of any length, in pieces as a client cuts it."""
        pieces = []
        while text:
            cut = LONGEST_OF_A_CLIENT
            while len(text[:cut].encode("utf-16-le")) > 2 * LONGEST_OF_A_CLIENT:
                cut -= 1
            pieces.append(self.say(text[:cut], chat))
            text = text[cut:]
        return pieces

    def ask(self, text: str, timeout: float = WAIT_SECONDS) -> Sent:
        """Ask the bot alone and wait for its reply."""
        return self.chat.wait_for_reply(self.say(text), timeout)

    def command(self, text: str, timeout: float = WAIT_SECONDS) -> Sent:
        """Send a command to the bot alone and wait for its next message, whether it is a reply or not."""
        before = len(self.chat.sent)
        self.say(text)
        return self.chat.wait_for_sent(before + 1, timeout)

    def send(self, content: Json, chat: Chat | None = None, **how: Any) -> Json:
        """Send anything else, as ``say`` does with a text."""
        chat = chat or self.chat
        sender = ANONYMOUS if how.get("anonymous") else self.account.json()
        reply_to: Json | Sent | None = how.get("reply_to")
        replied = reply_to.id if isinstance(reply_to, Sent) else reply_to["message_id"] if reply_to else None
        place = {"reply_to": replied, "thread": how.get("topic"), "date": int(time.time() - how.get("age", 0))}
        with self.world.changed:
            if chat is self.chat:
                chat.state.started = True
            chat.state.people.setdefault(self.id, self.account)
            message = self.world.message(chat.state, sender, {**content, **how.get("extra", {})}, **place)
            visible = self._is_visible(chat.state, message)
        if visible:
            self.world.offer("message", message)
        return message

    def edit(self, message: Json, text: str) -> Json:
        """Change a text that was sent."""
        cleaned, entities, _ = checked_text(text, [])
        with self.world.changed:
            message |= {"text": cleaned, "edit_date": int(time.time())}
            message.pop("entities", None)
            message |= {"entities": entities} if entities else {}
        self.world.offer("edited_message", dict(message))
        return message

    def send_file(self, name: str, content: bytes, chat: Chat | None = None, caption: str = "") -> Json:
        """Send a document."""
        file_id = f"file{self.world.next_id()}"
        self.world.files[file_id] = (f"documents/{file_id}", content)
        size = {"file_size": len(content), "mime_type": "text/plain", "file_unique_id": f"u{file_id}"}
        document = {"document": {"file_id": file_id, "file_name": name, **size}}
        return self.send({**document, **({"caption": caption} if caption else {})}, chat)

    def press(self, sent: Sent, label: str | Json, *, inaccessible: bool = False) -> Query:
        """Press the first button with a label, or a given button; too old a message comes without its content."""
        matching = [button for button in sent.buttons if label in (button, button["text"])]
        matching = matching or [button for button in sent.buttons if isinstance(label, str) and label in button["text"]]
        return self.press_data(sent, matching[0]["callback_data"], inaccessible=inaccessible)

    def press_data(self, sent: Sent, data: str, *, inaccessible: bool = False) -> Query:
        """Send the data of a button, as also a forged client can."""
        query = self.world.ask(self.account, "callback_query")
        message = dict(sent.message)
        if inaccessible:
            message = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
        content = {"message": message, "chat_instance": f"-{abs(message['chat']['id'])}77", "data": data}
        self.world.offer("callback_query", {"id": query.id, "from": self.account.json(), **content})
        return query

    def wait_for_answer(self, query: Query, timeout: float = WAIT_SECONDS) -> Query:
        """A query once it is answered."""
        wait(self.world, lambda: query.answered, f"an answer to the {query.kind}", timeout)
        return query

    def search(self, text: str) -> Query:
        """Type an inline query."""
        query = self.world.ask(self.account, "inline_query")
        content = {"query": text, "offset": "", "chat_type": "sender"}
        self.world.offer("inline_query", {"id": query.id, "from": self.account.json(), **content})
        return query

    def react(self, message: Json | Sent, *emojis: str) -> int | None:
        """Replace one's reactions to a message; in groups only administrators are told."""
        message = message.message if isinstance(message, Sent) else message
        state = self.world.chats[message["chat"]["id"]]
        new = [{"type": "emoji", "emoji": emoji} for emoji in emojis]
        with self.world.changed:
            old = state.reactions.get((message["message_id"], self.id), [])
            state.reactions[message["message_id"], self.id] = new
        if not state.is_private and state.bot_status != "administrator":
            return None
        place = {"chat": state.json(), "message_id": message["message_id"], "date": int(time.time())}
        told = {**place, "user": self.account.json(), "old_reaction": old, "new_reaction": new}
        return self.world.offer("message_reaction", told)

    def block(self) -> None:
        """Block the bot."""
        self.chat.set_bot_status("kicked", self)

    def unblock(self) -> None:
        """Let the bot write again."""
        self.chat.set_bot_status("member", self)

    def join(self, chat: Chat) -> None:
        """Join a group."""
        with self.world.changed:
            chat.state.people[self.id] = self.account
            message = self.world.message(chat.state, self.account.json(), {"new_chat_members": [self.account.json()]})
        self.world.offer("message", message)

    def _is_visible(self, chat: ChatState, message: Json) -> bool:
        """In privacy mode a bot sees of a group what is meant for it, and what is no text."""
        if chat.is_private or not self.world.privacy_mode or chat.bot_status == "administrator":
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.world.bot.id:
            return True
        return is_for_bot(message, self.world.bot.username, any_command=bool(chat.sent))


def is_for_bot(message: Json, username: str, *, any_command: bool) -> bool:
    """Whether there is a command for the bot in a message, or one for no bot in particular."""
    commands = [entity for entity in message.get("entities", []) if entity["type"] == "bot_command"]
    names = [piece(message["text"], entity).partition("@")[2].lower() for entity in commands]
    return username.lower() in names or (any_command and "" in names)


def member(account: Json, status: str) -> Json:
    """A member of a chat, as updates show it."""
    rights = dict.fromkeys(RIGHTS, True) if status == "administrator" else {}
    return {"user": account, "status": status, **rights, **({"until_date": 0} if status == "kicked" else {})}


def mention_of(text: str, name: str, person: Person) -> Entity:
    """The entity by which a client mentions somebody without a name to call."""
    start = text.index(name)
    offset, length = (len(part.encode("utf-16-le")) // 2 for part in (text[:start], name))
    return {"type": "text_mention", "offset": offset, "length": length, "user": person.account.json()}
