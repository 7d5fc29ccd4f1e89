"""Asking, opening and showing over a real engine; conversations survive a restart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Shown
from bot.telegram.conversations import Conversations, OpenedParagraph, citations_json
from bot.telegram.storage.database import Database
from bot.telegram.storage.memory import Memory, Place
from retrieval import Abstention, Answer, Engine, ParagraphGoneError

CHAT = Place(1)
ARTICLE = Path(__file__).parents[4] / "seeds" / "000_0a2c72fa5b3f166f.txt"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("conversations")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "artikel.txt").write_bytes(ARTICLE.read_bytes())
    return Engine.open(folder / "seeds", folder / "index")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    database = Database.open(tmp_path)
    yield Memory(database)
    database.close()


def test_a_follow_up_is_understood_after_a_restart(engine: Engine, memory: Memory) -> None:
    async def talk() -> str:
        await Conversations(engine, memory).ask(CHAT, "Wann ist der Online-Gipfel der Turkstaaten?", "de")
        turn = await Conversations(engine, memory).ask(CHAT, "Und wer nimmt daran teil?", "de")
        reply = turn.explanation.reply
        return reply.text if isinstance(reply, Answer) else ""

    assert "Außenminister" in asyncio.run(talk())


def test_another_chat_knows_nothing_of_it_and_starting_over_forgets(engine: Engine, memory: Memory) -> None:
    async def talk() -> list[int]:
        conversations = Conversations(engine, memory)
        await conversations.ask(CHAT, "Wann ist der Online-Gipfel der Turkstaaten?", "de")
        remembered = [len(await memory.recall(place)) for place in (CHAT, Place(2))]
        await conversations.forget(CHAT)
        return [*remembered, len(await memory.recall(CHAT))]

    assert asyncio.run(talk()) == [1, 0, 0]


def test_a_citation_opens_its_paragraph_with_the_neighbours(engine: Engine, memory: Memory) -> None:
    async def talk() -> None:
        conversations = Conversations(engine, memory)
        turn = await conversations.ask(CHAT, "Wann ist der Online-Gipfel der Turkstaaten?", "de")
        opened = await conversations.open(turn.links[0])
        assert opened.linked.found.paragraph.number == 6
        assert opened.linked.quote is not None
        assert "11. Januar" in opened.linked.quote.slice(opened.linked.found.text)
        assert opened.previous is not None
        assert opened.following is not None
        assert (opened.previous[0], opened.following[0]) == (5, 7)
        beside = await conversations.open(opened.previous[1])
        assert beside.linked.found.paragraph.number == 5

    asyncio.run(talk())


def test_the_first_paragraph_has_none_before_it_and_the_last_none_behind(engine: Engine, memory: Memory) -> None:
    async def ends() -> tuple[bool, bool]:
        conversations = Conversations(engine, memory)
        first, last = [await conversations.open(engine.snapshot.permalink("artikel.txt", number)) for number in (1, 13)]
        return first.previous is None, last.following is None

    assert asyncio.run(ends()) == (True, True)


def test_a_document_whose_name_looks_like_a_permalink_is_shown(memory: Memory, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    name = "Protokoll-der-Sitzung-vom-4-Mai-2024.txt"
    (tmp_path / "seeds" / name).write_text("Erstens.\n\nZweitens.", encoding="utf-8")
    engine = Engine.open(tmp_path / "seeds", tmp_path / "index")
    link = engine.snapshot.permalink(name, 2)
    conversations = Conversations(engine, memory)
    whole, one, linked = (asyncio.run(conversations.show(wanted)) for wanted in (name, f"{name} 2", link))
    assert isinstance(whole, Shown)
    for shown in (one, linked):
        assert isinstance(shown, OpenedParagraph)
        assert shown.linked.found.text == "Zweitens."
        assert shown.previous is not None


def test_what_was_removed_is_gone(engine: Engine, memory: Memory, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("Die Satzung gilt ab Mai.", encoding="utf-8")
    other = Engine.open(tmp_path / "seeds", tmp_path / "index").snapshot.permalink("a.txt", 1)
    with pytest.raises(ParagraphGoneError):
        asyncio.run(Conversations(engine, memory).open(other))


def test_what_a_reply_names_is_kept_with_permalinks(engine: Engine, memory: Memory) -> None:
    async def both() -> list[list[dict[str, object]]]:
        conversations = Conversations(engine, memory)
        answer = await conversations.ask(CHAT, "Wann ist der Online-Gipfel der Turkstaaten?", "de")
        abstention = await conversations.ask(CHAT, "Wie viele Einwohner hat Kasachstan?", "de")
        assert isinstance(abstention.explanation.reply, Abstention)
        assert (conversations.answered, conversations.abstained) == (1, 1)
        return [json.loads(citations_json(turn)) for turn in (answer, abstention)]

    answered, near = asyncio.run(both())
    assert (answered[0]["marker"], answered[0]["paragraph"]) == (1, 6)
    assert [entry["marker"] for entry in near] == [1, 2, 3]
    assert all(len(str(entry["permalink"])) == 40 for entry in (*answered, *near))


def test_two_people_are_served_at_the_same_time(engine: Engine, memory: Memory) -> None:
    async def crowd() -> int:
        conversations = Conversations(engine, memory)
        questions = (conversations.ask(Place(number), "Wofür steht OVKS?", "de") for number in range(20))
        return len(await asyncio.gather(*questions))

    assert asyncio.run(crowd()) == 20
