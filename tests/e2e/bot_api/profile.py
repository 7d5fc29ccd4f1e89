"""The methods about the bot itself, its commands, its chats and its files.

Each takes the world and the arguments of the call and returns the result, or raises ``ApiError``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.e2e.bot_api.arguments import Arguments, bad_request
from tests.e2e.bot_api.messages import MESSAGE_METHODS, find_chat
from tests.e2e.bot_api.world import Json, World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
MAXIMUM_FILE = 20 * 1024 * 1024

Method = Callable[[World, Arguments], Any]


def get_me(world: World, _: Arguments) -> Json:
    return {
        **world.bot.json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def scope_of(world: World, arguments: Arguments) -> tuple[str, ...]:
    """The scope and the language that commands are for."""
    scope = arguments.structure("scope", dict) or {"type": "default"}
    kind = scope.get("type")
    if kind not in SCOPES | CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if kind in CHAT_SCOPES:
        find_chat(world, Arguments(scope))
    return ("commands", json.dumps(scope, sort_keys=True), language_of(arguments))


def language_of(arguments: Arguments) -> str:
    language = arguments.text("language_code")
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def set_my_commands(world: World, arguments: Arguments) -> bool:
    commands = arguments.structure("commands", list)
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", "")).strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile[scope_of(world, arguments)] = commands
    return True


def get_my_commands(world: World, arguments: Arguments) -> list[Json]:
    return world.profile.get(scope_of(world, arguments), [])


def delete_my_commands(world: World, arguments: Arguments) -> bool:
    world.profile.pop(scope_of(world, arguments), None)
    return True


def setter(field: str, longest: int) -> Method:
    def set_text(world: World, arguments: Arguments) -> bool:
        text = arguments.text(field)
        if len(text) > longest:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        world.profile[field, language_of(arguments)] = text
        return True

    return set_text


def getter(field: str) -> Method:
    def get_text(world: World, arguments: Arguments) -> Json:
        return {field: world.profile.get((field, language_of(arguments)), "")}

    return get_text


def set_chat_menu_button(world: World, arguments: Arguments) -> bool:
    button = arguments.structure("menu_button", dict) or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse MenuButton: MenuButton has unsupported type")
    if "chat_id" in arguments and not find_chat(world, arguments).is_private:
        raise bad_request("chat not found")
    world.profile["menu_button", arguments.text("chat_id")] = button
    return True


def get_chat(world: World, arguments: Arguments) -> Json:
    return {**find_chat(world, arguments).json(), "accent_color_id": 0, "max_reaction_count": 11}


def get_chat_member(world: World, arguments: Arguments) -> Json:
    chat = find_chat(world, arguments)
    person = chat.people.get(arguments.integer("user_id"))
    if person is None:
        raise bad_request("member not found")
    return {"user": person.json(), "status": "member"}


def leave_chat(world: World, arguments: Arguments) -> bool:
    chat = find_chat(world, arguments)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


def get_file(world: World, arguments: Arguments) -> Json:
    file_id = arguments.text("file_id")
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    path, content = world.files[file_id]
    if len(content) > MAXIMUM_FILE:
        raise bad_request("file is too big")
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content), "file_path": path}


METHODS: dict[str, Method] = {
    **MESSAGE_METHODS,
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": setter("name", 64),
    "getMyName": getter("name"),
    "setMyDescription": setter("description", 512),
    "getMyDescription": getter("description"),
    "setMyShortDescription": setter("short_description", 120),
    "getMyShortDescription": getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "leaveChat": leave_chat,
    "getFile": get_file,
}
"""Every method but those that fetch updates; Telegram does not mind how their names are capitalised."""
