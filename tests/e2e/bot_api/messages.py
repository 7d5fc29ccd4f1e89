"""The methods that send and change messages, as strict as Telegram is.

Each takes the world and the arguments of the call and returns the result, or raises ``ApiError``.
"""

from __future__ import annotations

import copy
import time
from typing import Any

from tests.e2e.bot_api.arguments import Arguments, bad_request, forbidden
from tests.e2e.bot_api.entities import Entity, checked_text, is_link, parse_entities
from tests.e2e.bot_api.keyboards import parse_keyboard
from tests.e2e.bot_api.markup import parse
from tests.e2e.bot_api.world import GENERAL, ChatState, Json, Sent, World

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
REACTIONS = set(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)


def send_message(world: World, arguments: Arguments) -> Json:
    chat = find_chat(world, arguments)
    thread = find_thread(chat, arguments)
    text, entities, violations = checked_text(*read_text(arguments))
    keyboard, crowded = parse_keyboard(arguments)
    reply_to = find_replied(chat, arguments)
    content: Json = {"text": text}
    content |= {"entities": entities} if entities else {}
    content |= link_preview(arguments, entities)
    content |= {"reply_markup": keyboard} if keyboard else {}
    world.violations += [f"sendMessage: {problem}" for problem in violations + crowded]
    message = world.message(chat, world.bot.json(), content, reply_to=reply_to, thread=thread)
    chat.sent.append(Sent(message, copy.deepcopy(arguments.given), time.monotonic()))
    return message


def edit_message_text(world: World, arguments: Arguments) -> Json:
    _, message = find_own_message(world, arguments)
    text, entities, violations = checked_text(*read_text(arguments))
    keyboard, crowded = parse_keyboard(arguments)
    world.violations += [f"editMessageText: {problem}" for problem in violations + crowded]
    return change(world, message, {"text": text, "entities": entities, "reply_markup": keyboard})


def edit_message_reply_markup(world: World, arguments: Arguments) -> Json:
    _, message = find_own_message(world, arguments)
    keyboard, crowded = parse_keyboard(arguments)
    world.violations += [f"editMessageReplyMarkup: {problem}" for problem in crowded]
    return change(world, message, {"reply_markup": keyboard})


def delete_message(world: World, arguments: Arguments) -> bool:
    chat = find_chat(world, arguments)
    message = chat.messages.pop(arguments.integer("message_id"), None)
    if message is None:
        raise bad_request("message to delete not found")
    chat.sent = [sent for sent in chat.sent if sent.id != message["message_id"]]
    return True


def send_chat_action(world: World, arguments: Arguments) -> bool:
    chat = find_chat(world, arguments)
    thread = find_thread(chat, arguments)
    action = arguments.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append((time.monotonic(), action, thread))
    return True


def set_message_reaction(world: World, arguments: Arguments) -> bool:
    chat = find_chat(world, arguments)
    message_id = arguments.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to react not found")
    reactions = arguments.structure("reaction", list) or []
    if len(reactions) > 1:
        raise bad_request("too many reactions specified")
    if any(reaction.get("type") != "emoji" or reaction.get("emoji") not in REACTIONS for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    chat.reactions[message_id, world.bot.id] = reactions
    return True


def find_chat(world: World, arguments: Arguments) -> ChatState:
    """The chat of a call, if the bot may write there."""
    given = arguments.text("chat_id")
    if not given:
        raise bad_request("chat_id is empty")
    chat = world.chats.get(int(given)) if given.lstrip("-").isdigit() else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    kind = "group" if chat.type == "group" else chat.type
    if chat.bot_status == "kicked":
        raise forbidden("bot was blocked by the user" if chat.is_private else f"bot was kicked from the {kind} chat")
    if chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")
    if chat.is_private and not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def find_thread(chat: ChatState, arguments: Arguments) -> int | None:
    """The topic of a call; General has no number that could be sent to."""
    if "message_thread_id" not in arguments:
        return None
    thread = arguments.integer("message_thread_id")
    if thread == GENERAL or thread not in chat.topics:
        raise bad_request("message thread not found")
    return thread


def find_replied(chat: ChatState, arguments: Arguments) -> int | None:
    """The message that a call replies to."""
    reply = arguments.structure("reply_parameters", dict)
    if reply is None:
        if "reply_to_message_id" not in arguments:
            return None
        without = arguments.boolean("allow_sending_without_reply")
        reply = {"message_id": arguments.integer("reply_to_message_id"), "allow_sending_without_reply": without}
    message = chat.messages.get(reply.get("message_id", 0))
    if message is None or str(reply.get("chat_id", chat.id)) != str(chat.id):
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    quote = reply.get("quote")
    if quote and quote not in message.get("text", ""):
        raise bad_request("QUOTE_TEXT_INVALID")
    return message["message_id"]


def find_own_message(world: World, arguments: Arguments) -> tuple[ChatState, Json]:
    if "inline_message_id" in arguments:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = find_chat(world, arguments)
    message = chat.messages.get(arguments.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot.id:
        raise bad_request("message can't be edited")
    return chat, message


def read_text(arguments: Arguments) -> tuple[str, list[Entity]]:
    """Text and entities of a call, from marks within the text or from a list."""
    text = arguments.text("text")
    mode = arguments.text("parse_mode")
    if mode:
        return parse(text, mode)
    return text, parse_entities(arguments.structure("entities", list) or [])


def link_preview(arguments: Arguments, entities: list[Entity]) -> Json:
    """The options of a call; a preview that nobody switched off is shown where there is a link."""
    options = arguments.structure("link_preview_options", dict) or {}
    disabled = options.get("is_disabled") or arguments.boolean("disable_web_page_preview")
    if disabled:
        return {"link_preview_options": {"is_disabled": True}}
    linked = any(entity["type"] in {"url", "text_link"} for entity in entities)
    return {"link_preview_options": options} if linked else {}


def change(world: World, message: Json, content: Json) -> Json:
    """Replace parts of a message; ``None`` takes a part away."""
    if all((message.get(name) or None) == (value or None) for name, value in content.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message"
        )
    for sent in world.chats[message["chat"]["id"]].sent:
        if sent.message is message:
            sent.edits.append(copy.deepcopy(message))
    for name, value in content.items():
        message.pop(name, None)
        message |= {name: value} if value else {}
    message["edit_date"] = int(time.time())
    return message


def answer_callback_query(world: World, arguments: Arguments) -> bool:
    text = arguments.text("text")
    url = arguments.text("url")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not is_link(url):
        raise bad_request("URL_INVALID")
    return answer_query(world, arguments, "callback_query_id", "callback_query")


def answer_inline_query(world: World, arguments: Arguments) -> bool:
    results = arguments.structure("results", list) or []
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if not all(1 <= len(one.encode()) <= 64 for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    for result in results:
        check_inline_result(world, result)
    return answer_query(world, arguments, "inline_query_id", "inline_query")


def check_inline_result(world: World, result: Json) -> None:
    content = result.get("input_message_content")
    if result.get("type") == "article" and not (result.get("title") and content):
        raise bad_request("can't parse InlineQueryResult: article must have a title and content")
    if content and "message_text" in content:
        given = {**content, "text": content["message_text"]}
        world.violations += checked_text(*read_text(Arguments(given)))[2]
    if "reply_markup" in result:
        parse_keyboard(Arguments(result))


def answer_query(world: World, arguments: Arguments, name: str, kind: str) -> bool:
    query = world.queries.get(arguments.text(name))
    if query is None or query.kind != kind or query.answered or time.monotonic() > query.expires:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    query.answered = True
    query.answer = copy.deepcopy(arguments.given)
    return True


MESSAGE_METHODS: dict[str, Any] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
