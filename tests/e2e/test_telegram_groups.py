"""In groups the bot is silent unless asked, answers in the right place, and remembers per place.

One real bot for all; at INFO it logs nothing of what was said.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.bot_api.people import Chat, Person, mention_of
from tests.e2e.conftest import Place
from tests.e2e.telegram_bot import TelegramBot, nothing_was_refused
from tests.e2e.telegram_server import TelegramServer

WHEN = "Wann treffen sich die Außenminister der Turkstaaten?"
ASK = f"/ask@beleg_test_bot {WHEN}"
CHATTER = (
    "Guten Morgen!", WHEN, "Wer warnte?", "beleg_test_bot ist toll", "@beleg_test_bots Wer warnte?", "/ask Wer warnte?",
    "/ask@otherbot Wer warnte?", "/help", "mail@beleg_test_bot.de", "@ben schau mal", "Beleg?", "/start@otherbot",
    "Was meint ihr zu notes.md?", "🙂", "#beleg_test_bot", "https://t.me/beleg_test_bot", "t.me/beleg_test_bot?start=x",
)  # fmt: skip


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture(scope="module")
def bot(telegram: TelegramServer, article: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TelegramBot]:
    settings = {"BELEG_STATE_DIR": str(tmp_path_factory.mktemp("state")), "BELEG_TELEGRAM_QUESTIONS_PER_MINUTE": "100"}
    with TelegramBot(article, telegram, **settings) as running:
        yield running
    assert nothing_was_refused(telegram)
    assert "Traceback" not in running.log
    assert not any(
        word in running.log for word in ("Außenminister", "nimmt daran teil", "Guten Morgen", "Anna", "Verein")
    )


@pytest.fixture
def anna(telegram: TelegramServer, bot: TelegramBot) -> Person:
    return telegram.user("Anna", language="de")


@pytest.fixture
def group(telegram: TelegramServer, anna: Person) -> Chat:
    return telegram.supergroup("Verein", anna)


@pytest.fixture
def forum(telegram: TelegramServer, anna: Person) -> Chat:
    return telegram.supergroup("Vereine", anna, forum=True)


def test_fifty_messages_of_chatter_get_no_answer(telegram: TelegramServer, anna: Person, group: Chat) -> None:
    ben = telegram.user("Ben")
    said = anna.say("Hat jemand Zeit?", group)
    for number in range(50):
        text = CHATTER[number % len(CHATTER)]
        ben.say(text, group, reply_to=said if number % 7 == 0 else None)
    telegram.settle()
    assert (group.sent, group.actions) == ([], [])


def test_what_is_no_text_gets_no_answer(telegram: TelegramServer, anna: Person, group: Chat) -> None:
    anna.send({"voice": {"file_id": "f", "file_unique_id": "f", "duration": 2}}, group)
    anna.send_file("notes.md", b"text", group, caption=ASK.replace("/ask", "x"))
    telegram.user("Ben").join(group)
    group.set_bot_status("administrator", anna)
    telegram.settle()
    assert group.sent == []


def test_a_command_with_the_name_of_the_bot_is_answered_by_a_reply(anna: Person, group: Chat) -> None:
    answer = group.wait_for_reply(anna.say(ASK, group))
    assert "11. Januar" in answer.text
    assert group.actions[0][1] == "typing"


@pytest.mark.parametrize(
    "text", [ASK.upper().replace("/ASK", "/ask"), f"@beleg_test_bot {WHEN}", f"🙂 Sag mal @Beleg_Test_Bot, {WHEN}"]
)
def test_commands_and_mentions_do_not_mind_capitals(anna: Person, group: Chat, text: str) -> None:
    assert "¶6" in group.wait_for_reply(anna.say(text, group)).text


def test_a_mention_without_a_name_to_call_counts(telegram: TelegramServer, anna: Person, group: Chat) -> None:
    text = f"🙂 Beleg, {WHEN}"
    beleg = mention_of(text, "Beleg", anna) | {"user": telegram.world.bot.json()}
    assert "¶6" in group.wait_for_reply(anna.say(text, group, entities=[beleg])).text


def test_a_reply_to_the_bot_is_a_question(anna: Person, group: Chat) -> None:
    answer = group.wait_for_reply(anna.say(ASK, group))
    assert "¶6" in group.wait_for_reply(anna.say("Und wer nimmt daran teil?", group, reply_to=answer)).text


def test_administrators_who_hide_are_answered(anna: Person, group: Chat) -> None:
    assert "¶6" in group.wait_for_reply(anna.say(ASK, group, anonymous=True)).text


def test_an_answer_stays_in_its_topic(anna: Person, forum: Chat) -> None:
    topic = forum.topic("Satzung", anna)
    assert forum.wait_for_reply(anna.say(ASK, forum, topic=topic)).thread == topic
    assert {thread for _, _, thread in forum.actions} == {topic}


def test_in_general_no_topic_is_named(anna: Person, forum: Chat) -> None:
    answer = forum.wait_for_reply(anna.say(ASK, forum))
    assert answer.thread is None
    assert "message_thread_id" not in answer.arguments


def test_messages_of_a_topic_that_the_bot_is_not_asked_in_get_no_answer(
    telegram: TelegramServer, anna: Person, forum: Chat
) -> None:
    topic = forum.topic("Plaudern", anna)
    for text in CHATTER:
        anna.say(text, forum, topic=topic)
    telegram.settle()
    assert forum.sent == []


def test_buttons_open_in_the_topic(telegram: TelegramServer, anna: Person, forum: Chat) -> None:
    topic = forum.topic("Satzung", anna)
    answer = forum.wait_for_reply(anna.say(ASK, forum, topic=topic))
    anna.wait_for_answer(anna.press(answer, "[1] ¶6"))
    opened = forum.wait_for_sent(2)
    assert (opened.thread, "auf Initiative der Türkei" in opened.text) == (topic, True)


def test_every_topic_has_its_own_memory(anna: Person, forum: Chat) -> None:
    one, other = forum.topic("Eins", anna), forum.topic("Zwei", anna)
    forum.wait_for_reply(anna.say(ASK, forum, topic=one))
    follow_up = "/ask@beleg_test_bot Und wer nimmt daran teil?"
    assert "[1]" not in forum.wait_for_reply(anna.say(follow_up, forum, topic=other)).text
    assert "¶6" in forum.wait_for_reply(anna.say(follow_up, forum, topic=one)).text


def test_a_group_that_becomes_a_supergroup_keeps_its_memory(telegram: TelegramServer, anna: Person) -> None:
    group = telegram.group("Verein", anna)
    group.wait_for_reply(anna.say(ASK, group))
    new = group.migrate(anna)
    follow_up = "/ask@beleg_test_bot Und wer nimmt daran teil?"
    assert "¶6" in new.wait_for_reply(anna.say(follow_up, new)).text


def test_an_answer_follows_a_group_that_moves_meanwhile(telegram: TelegramServer, anna: Person) -> None:
    group = telegram.group("Verein", anna)
    refused = len(telegram.rejected)
    with telegram.world.changed:
        question = anna.say(ASK, group)
        new = group.migrate(anna)
    answer = new.wait_for_sent(1)
    assert ("¶6" in answer.text, answer.replies_to) == (True, None)
    assert question["message_id"]
    telegram.settle()
    moved = telegram.rejected[refused:]
    assert all("upgraded to a supergroup" in call.description for call in moved)
    telegram.service.calls = [call for call in telegram.calls if call not in moved]


def test_a_question_that_was_deleted_is_still_answered(telegram: TelegramServer, anna: Person, group: Chat) -> None:
    with telegram.world.changed:
        group.delete(anna.say(ASK, group))
    assert "¶6" in group.wait_for_sent(1).text


def test_a_group_that_removed_the_bot_is_left_alone(telegram: TelegramServer, anna: Person, bot: TelegramBot) -> None:
    group = telegram.supergroup("Verein", anna)
    with telegram.world.changed:
        anna.say(ASK, group)
        group.set_bot_status("kicked", anna)
    telegram.settle()
    assert (group.sent, bot.is_running) == ([], True)
    telegram.service.calls = [call for call in telegram.calls if call.status != 403]


def test_a_conversation_in_a_group_is_that_of_all_its_members(
    telegram: TelegramServer, anna: Person, group: Chat
) -> None:
    group.wait_for_reply(anna.say(ASK, group))
    follow_up = "/ask@beleg_test_bot Und wer nimmt daran teil?"
    assert "¶6" in group.wait_for_reply(telegram.user("Ben").say(follow_up, group)).text


def test_two_groups_are_two_conversations(telegram: TelegramServer, anna: Person, group: Chat) -> None:
    other = telegram.supergroup("Anderer Verein", anna)
    group.wait_for_reply(anna.say(ASK, group))
    follow_up = "/ask@beleg_test_bot Und wer nimmt daran teil?"
    assert "[1]" not in other.wait_for_reply(anna.say(follow_up, other)).text


def test_new_starts_the_conversation_of_the_place_over(anna: Person, group: Chat) -> None:
    group.wait_for_reply(anna.say(ASK, group))
    anna.say("/new@beleg_test_bot", group)
    group.wait_for_sent(2)
    follow_up = "/ask@beleg_test_bot Und wer nimmt daran teil?"
    assert "[1]" not in group.wait_for_reply(anna.say(follow_up, group)).text
