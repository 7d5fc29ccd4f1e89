"""What a person gets in a private chat: answers with their proof, buttons, feedback, commands. One real bot for all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.bot_api.entities import utf16_length
from tests.e2e.bot_api.faults import Kind
from tests.e2e.bot_api.people import Person, wait
from tests.e2e.bot_api.world import Sent
from tests.e2e.conftest import Place
from tests.e2e.telegram_bot import TelegramBot, labels, nothing_was_refused, pieces
from tests.e2e.telegram_server import TelegramServer

WHEN = "Wann treffen sich die Außenminister der Turkstaaten?"
UNANSWERABLE = "Wie viele Einwohner hat Kasachstan?"
LIBRARY = {
    "notes.md": "# Vereinsheim\n\nDas Vereinsheim öffnet um neun Uhr.\n\nDer Schlüssel liegt bei Frau Zirbelkiefer.\n",
    "lang.txt": " ".join(
        f"Das Zirbelprotokoll verzeichnet am {day} diese Wörter: " + "grünes🙂Haus, " * 70 + "und sonst keine Wörter."
        for day in ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag")
    ),
    "<b>fett<b> & _x_ `y`.txt": "Die Maßnahme <b>Quendel</b> heißt *intern* [Projekt](https://example.org) & kostet"
    " 5 < 6 Taler. Siehe notes.md, @rat, /start und #plan.\n",
}
HOSTILE = (
    "<b>Quendel", "🙂" * 300, "Quendel\u0000\u0007\u001b[31m?",
    "</code></pre>&lt;", "*Quendel* _x_ [a](b) `", "Was heißt <b>Quendel</b>?",
    "\u202eWas heißt Quendel\u202c?", "👨‍👩‍👧‍👦" * 50 + " Quendel", "'; DROP TABLE replies; --",
    "{0} {name} %s %(x)s", "https://example.org/@rat#plan", "/", "//", "/ask", "/show ../../etc/passwd",
    "/show <b>fett<b> & _x_ `y`.txt 1", "a" * 4096, "?" * 500, "Ⓠuendel ｑｕｅｎｄｅｌ ﷽", "مَا هُوَ Quendel؟",
)  # fmt: skip


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture(scope="module")
def admin(telegram: TelegramServer) -> Person:
    return telegram.user("Chef", started=True)


@pytest.fixture(scope="module")
def bot(
    telegram: TelegramServer, admin: Person, article: Place, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TelegramBot]:
    place = Place(tmp_path_factory.mktemp("library") / "place")
    shutil.copytree(article.folder, place.folder)
    for name, content in LIBRARY.items():
        place.write(name, content)
    settings = {
        "BELEG_TELEGRAM_ADMINS": str(admin.id),
        "BELEG_TELEGRAM_QUESTIONS_PER_MINUTE": "100",
        "BELEG_PASSAGE_CHARACTERS": "6000",
    }
    with TelegramBot(place, telegram, **settings) as running:
        yield running
    assert nothing_was_refused(telegram)
    assert "Traceback" not in running.log


@pytest.fixture
def anna(telegram: TelegramServer, bot: TelegramBot) -> Person:
    return telegram.user("Anna", language="de")


@contextmanager
def on_its_way(telegram: TelegramServer, person: Person) -> Iterator[None]:
    """Inside, Telegram has an answer to a person, and the bot does not know it yet."""
    fault = telegram.faults.order(Kind.HELD, "sendMessage", chat_id=person.id)
    person.say(WHEN)
    person.chat.wait_for_sent(1)
    try:
        yield
    finally:
        fault.let_go.set()
    telegram.settle()


def press(person: Person, sent: Sent, label: str) -> Sent:
    """Press a button and return the message that came, or that changed."""
    state = person.world.chats[sent.message["chat"]["id"]]
    number, edits = len(state.sent), len(sent.edits)
    query = person.press(sent, label)
    person.wait_for_answer(query)
    wait(person.world, lambda: len(state.sent) > number or len(sent.edits) > edits, "what the button shows")
    return state.sent[number] if len(state.sent) > number else sent


# Answers


def test_an_answer_replies_with_its_proof(anna: Person) -> None:
    answer = anna.ask(WHEN)
    text, _, proof = answer.text.partition("\n\n")
    assert "11. Januar" in text
    assert text.endswith("[1]")
    assert pieces(answer, "expandable_blockquote") == [proof]
    assert proof.startswith(f"[1] {Place.ARTICLE} ¶6\n")
    assert pieces(answer, "code") == [Place.ARTICLE]
    assert labels(answer) == ["[1] ¶6", "👍", "👎"]
    assert answer.arguments["link_preview_options"]
    assert answer.message["link_preview_options"] == {"is_disabled": True}
    assert anna.chat.actions[0][1] == "typing"
    assert anna.chat.actions[0][0] < answer.at


def test_a_quote_is_the_document_to_the_letter(anna: Person, bot: TelegramBot) -> None:
    proof = pieces(anna.ask(WHEN), "expandable_blockquote")[0]
    quote = proof.partition("\n")[2].strip("„“»«")
    assert quote in (bot.place.seeds / Place.ARTICLE).read_text(encoding="utf-8")
    assert "Sämtliche Außenminister" in quote


def test_an_english_question_is_answered_in_english_and_cites_the_document_as_it_is(
    telegram: TelegramServer, bot: TelegramBot
) -> None:
    ben = telegram.user("Ben", language="en")
    assert "Türkei" in ben.ask("Which country currently chairs the OTS council?").text
    assert "do not answer" in ben.ask("Who won the football match in Berlin?").text


def test_what_the_documents_do_not_say_is_said_plainly(anna: Person) -> None:
    reply = anna.ask(UNANSWERABLE)
    assert pieces(reply, "bold") == ["Das beantworten die Dokumente nicht."]
    assert labels(reply)[0].startswith("1. ¶")
    assert "¶" in press(anna, reply, "1. ¶").text


def test_a_follow_up_means_what_was_talked_of_until_the_conversation_starts_over(anna: Person) -> None:
    anna.ask("Wann ist der Online-Gipfel der Turkstaaten?")
    assert "¶6" in anna.ask("Und wer nimmt daran teil?").text
    anna.command("/new")
    assert "[1]" not in anna.ask("Und wer nimmt daran teil?").text


def test_questions_of_one_person_are_answered_in_order(anna: Person) -> None:
    questions = [anna.say(text) for text in (WHEN, UNANSWERABLE, "Wer hat den OTS-Ratsvorsitz?", WHEN, UNANSWERABLE)]
    anna.chat.wait_for_reply(questions[-1])
    assert [sent.replies_to for sent in anna.chat.sent] == [question["message_id"] for question in questions]


def test_one_person_does_not_wait_for_another(telegram: TelegramServer, anna: Person) -> None:
    with on_its_way(telegram, telegram.user("Zeno")):
        assert "¶6" in anna.ask(WHEN).text


def test_a_long_answer_comes_whole_and_in_order(telegram: TelegramServer, anna: Person) -> None:
    first = anna.ask("Welche Wörter verzeichnet das Zirbelprotokoll?")
    telegram.wait(lambda: "👍" in labels(anna.chat.sent[-1]), "the last part")
    parts = anna.chat.sent
    assert len(parts) >= 2
    assert all(utf16_length(part.text) <= 4096 for part in parts)
    assert [part.replies_to == first.replies_to for part in parts] == [True] + [False] * (len(parts) - 1)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    words = "".join("".join(part.text.split()) for part in parts)
    assert words.count("grünes🙂Haus,") >= 3 * 70
    assert pieces(parts[-1], "expandable_blockquote")


def test_pieces_of_a_long_question_are_one_question(telegram: TelegramServer, anna: Person) -> None:
    first, *_ = pieces_said = anna.say_long("Wo liegt der Schlüssel des Vereinsheims? " + "bitte " * 700)
    assert len(pieces_said) == 2
    anna.chat.wait_for_reply(first)
    telegram.settle()
    assert len(anna.chat.sent) == 1


def test_an_edited_question_is_not_answered_twice(telegram: TelegramServer, anna: Person) -> None:
    question = anna.say(WHEN)
    anna.chat.wait_for_reply(question)
    anna.edit(question, UNANSWERABLE)
    telegram.settle()
    assert len(anna.chat.sent) == 1


def test_an_update_that_comes_again_is_not_answered_again(telegram: TelegramServer, anna: Person) -> None:
    anna.ask(WHEN)
    telegram.settle()
    assert telegram.repeat_updates(3) >= 1
    telegram.settle()
    assert len(anna.chat.sent) == 1


def test_a_very_old_question_is_answered_with_a_remark(anna: Person) -> None:
    fresh = anna.ask(WHEN).text
    old = anna.chat.wait_for_reply(anna.say(WHEN, age=2 * 24 * 3600)).text
    assert "11. Januar" in old
    assert len(old) > len(fresh)


@pytest.mark.parametrize("kind", ["voice", "sticker", "photo", "document"])
def test_what_cannot_be_read_gets_one_friendly_line(telegram: TelegramServer, anna: Person, kind: str) -> None:
    file = {"file_id": "f", "file_unique_id": "f"}
    content = {
        "voice": {"voice": {**file, "duration": 2}},
        "sticker": {
            "sticker": {**file, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
        },
        "photo": {"photo": [{**file, "width": 9, "height": 9}], "caption": WHEN},
        "document": {"document": {**file, "file_name": "x.pdf"}},
    }
    anna.send(content[kind])
    anna.chat.wait_for_sent(1)
    telegram.settle()
    assert [sent.text.count("\n") for sent in anna.chat.sent] == [0]


def test_what_telegram_writes_into_a_chat_itself_gets_no_answer(telegram: TelegramServer, anna: Person) -> None:
    for content in ({"gift": {"x": 1}}, {"something_of_tomorrow": {}}, {"delete_chat_photo": True}):
        anna.send(content)
    telegram.settle()
    assert anna.chat.sent == []


# Buttons


def test_a_button_opens_the_whole_paragraph_with_the_quote_emphasised(anna: Person, bot: TelegramBot) -> None:
    answer = anna.ask(WHEN)
    opened = press(anna, answer, "[1] ¶6")
    paragraphs = (bot.place.seeds / Place.ARTICLE).read_text(encoding="utf-8").split("\n\n")
    assert "auf Initiative der Türkei" in opened.text
    assert pieces(opened, "bold")[0] in paragraphs[5]
    assert "11. Januar" in pieces(opened, "bold")[0]
    assert pieces(opened, "code")[0] == Place.ARTICLE
    assert [label.strip("‹› ") for label in labels(opened)] == ["¶5", "¶7"]
    beside = press(anna, opened, "¶7")
    assert paragraphs[6].strip() in beside.text
    assert [label.strip("‹› ") for label in labels(beside)] == ["¶6", "¶8"]


def test_a_button_pressed_twice_does_no_harm(telegram: TelegramServer, anna: Person) -> None:
    answer = anna.ask(WHEN)
    queries = [anna.press(answer, "[1] ¶6") for _ in range(2)]
    for query in queries:
        anna.wait_for_answer(query)
    telegram.settle()
    assert len(anna.chat.sent) <= 3


def test_a_button_of_a_message_that_is_too_old_works_or_says_so(telegram: TelegramServer, anna: Person) -> None:
    answer = anna.ask(WHEN)
    query = anna.wait_for_answer(anna.press(answer, "[1] ¶6", inaccessible=True))
    telegram.settle()
    assert len(anna.chat.sent) == 2 or query.answer.get("text")


@pytest.mark.parametrize(
    "data", ["open:../../etc/passwd", "open:", "up:99999999", "up:x", "x", "🙂" * 16, "again:1", "forget:1"]
)
def test_forged_data_of_a_button_is_answered_and_does_nothing(
    telegram: TelegramServer, anna: Person, data: str
) -> None:
    answer = anna.ask(WHEN)
    anna.wait_for_answer(anna.press_data(answer, data))
    telegram.settle()
    assert [sent.text for sent in anna.chat.sent] == [answer.text]


# Feedback


def test_thumbs_and_reactions_are_counted(telegram: TelegramServer, admin: Person, anna: Person) -> None:
    def votes() -> tuple[int, int]:
        up, down = re.search(r"👍 (\d+), 👎 (\d+)", admin.command("/status").text).groups()
        return int(up), int(down)

    before = votes()
    answer = anna.ask(WHEN)
    assert anna.wait_for_answer(anna.press(answer, "👍")).answer["text"]
    assert votes() == (before[0] + 1, before[1])
    anna.wait_for_answer(anna.press(answer, "👎"))
    assert votes() == (before[0], before[1] + 1)
    anna.react(answer, "👍")
    telegram.settle()
    assert votes() == (before[0] + 1, before[1])


# Commands


def test_commands_are_set_for_every_language_and_scope(
    telegram: TelegramServer, bot: TelegramBot, admin: Person
) -> None:
    telegram.wait_for_call("setMyCommands", 8)
    telegram.settle()
    commands = {key[1:]: value for key, value in telegram.world.profile.items() if key[0] == "commands"}
    for language in ("", "de"):
        for scope in ("all_private_chats", "all_group_chats"):
            assert commands[f'{{"type": "{scope}"}}', language]
    names = {command["command"] for command in commands['{"type": "all_private_chats"}', "de"]}
    assert {"start", "help", "ask", "sources", "show", "new", "privacy"} <= names
    assert "reindex" not in names
    mine = next(value for (scope, language), value in commands.items() if str(admin.id) in scope and language == "de")
    assert {"reindex", "status"} <= {command["command"] for command in mine}


@pytest.mark.parametrize(
    "command", ["/start", "/help", "/sources", "/show notes.md 1", "/privacy", "/new", "/ask", "/nonsense"]
)
def test_every_command_is_answered_in_the_language_of_the_person(
    telegram: TelegramServer, bot: TelegramBot, command: str
) -> None:
    german, english = telegram.user("Anna", language="de"), telegram.user("Ben", language="en")
    said = [person.command(command).text for person in (german, english)]
    assert all(said)
    assert said[0] != said[1] or command.startswith("/show")
    telegram.settle()
    assert len(german.chat.sent) == 1


def test_sources_names_the_documents_as_code(anna: Person) -> None:
    listed = anna.command("/sources")
    assert {Place.ARTICLE, "notes.md", "lang.txt"} <= set(pieces(listed, "code"))
    assert pieces(listed, "url") == []


def test_show_opens_a_paragraph_by_name_and_number(anna: Person) -> None:
    assert "Der Schlüssel liegt bei Frau Zirbelkiefer." in anna.command("/show notes.md 2").text


def test_everything_about_a_person_can_be_deleted(telegram: TelegramServer, anna: Person) -> None:
    answer = anna.ask("Wann ist der Online-Gipfel der Turkstaaten?")
    told = anna.command("/privacy")
    assert anna.wait_for_answer(anna.press(told, told.buttons[0])).answer["text"]
    assert "[1]" not in anna.ask("Und wer nimmt daran teil?").text
    assert anna.wait_for_answer(anna.press(answer, "👍")).answer["text"]


def test_ask_is_a_question_too(anna: Person) -> None:
    assert "11. Januar" in anna.ask(f"/ask {WHEN}").text


def test_a_link_opens_a_citation(anna: Person) -> None:
    data = anna.ask(WHEN).buttons[0]["callback_data"]
    opened = anna.command(f"/start c_{data.partition(':')[2]}")
    assert "auf Initiative der Türkei" in opened.text


@pytest.mark.parametrize("payload", ["c_nonsense", "doc_42", "c_", "x" * 64])
def test_a_link_to_nothing_is_a_welcome_or_says_so(telegram: TelegramServer, anna: Person, payload: str) -> None:
    assert anna.command(f"/start {payload}").text
    telegram.settle()
    assert len(anna.chat.sent) == 1


@pytest.mark.parametrize("command", ["/reindex", "/status"])
def test_commands_of_administrators_are_refused_to_others(anna: Person, admin: Person, command: str) -> None:
    refused = anna.command(command).text
    assert "Administrator" in refused
    assert admin.command(command).text != refused


# Hostile texts


def test_no_text_breaks_a_message(telegram: TelegramServer, bot: TelegramBot) -> None:
    for text in HOSTILE:
        mallory = telegram.user("</b>&<i>", language="en")
        mallory.say(text)
        mallory.chat.wait_for_sent(1)
    assert nothing_was_refused(telegram)


def test_marks_in_documents_are_shown_as_they_are(anna: Person) -> None:
    answer = anna.ask("Was kostet die Maßnahme Quendel?")
    assert "<b>Quendel</b> heißt *intern* [Projekt](https://example.org) & kostet 5 < 6 Taler." in answer.text
    assert "<b>fett<b> & _x_ `y`.txt" in pieces(answer, "code")
    assert pieces(answer, "url", "mention", "bot_command", "hashtag", "text_link") == []


# While an answer is on its way


def test_typing_is_renewed_until_the_answer_has_arrived(telegram: TelegramServer, bot: TelegramBot) -> None:
    zeno = telegram.user("Zeno")
    with on_its_way(telegram, zeno):
        telegram.wait(lambda: len(zeno.chat.actions) >= 2, "the renewed action")
    shown = len(zeno.chat.actions)
    zeno.ask(UNANSWERABLE)
    assert {action for _, action, _ in zeno.chat.actions} == {"typing"}
    assert len(zeno.chat.actions) <= shown + 1
