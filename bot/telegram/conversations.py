"""Asking in a chat: the conversation of the place is recalled, the question answered off the event loop, and kept.

Knows the engine and the memory; nothing of messages.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bot.assistant import Assistant, Listing, Shown, Turn
from bot.i18n.phrases import Language
from bot.telegram.storage.memory import Memory, Place
from retrieval import Answer, LinkedParagraph

if TYPE_CHECKING:
    from retrieval import BuildProgress, BuildReport, Engine, Snapshot

Neighbour = tuple[int, str]


@dataclass(frozen=True, slots=True)
class OpenedParagraph:
    """What a permalink leads to, and the number and permalink of the paragraphs beside it."""

    linked: LinkedParagraph
    previous: Neighbour | None
    following: Neighbour | None


class Conversations:
    """Everything that people do with the documents, from any number of chats.

    Parameters
    ----------
    engine
        Answers the questions.
    memory
        What each place remembers.
    clock
        The time in seconds since the epoch.
    """

    def __init__(self, engine: Engine, memory: Memory, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._memory = memory
        self._clock = clock
        self.answered = 0
        self.abstained = 0

    async def ask(self, place: Place, question: str, language: Language) -> Turn:
        """Ask a question in the conversation of a place.

        Parameters
        ----------
        place
            Where it is asked.
        question
            As a person typed it.
        language
            For a question without a letter.

        Returns
        -------
        Turn
            The reply and what is needed to show it.

        Raises
        ------
        QuestionError
            If there is no word in the question, or too many.
        """
        assistant = Assistant(self._engine, language)
        assistant.restore(await self._memory.recall(place))
        turn = await asyncio.to_thread(assistant.ask, question, now=self._clock())
        await self._memory.keep(place, assistant.exchanges())
        if isinstance(turn.explanation.reply, Answer):
            self.answered += 1
        else:
            self.abstained += 1
        return turn

    async def forget(self, place: Place) -> None:
        """Start the conversation of a place over."""
        await self._memory.forget(place)

    async def open(self, permalink: str) -> OpenedParagraph:
        """The paragraph behind a permalink, with its neighbours.

        Parameters
        ----------
        permalink
            Of any age.

        Returns
        -------
        OpenedParagraph
            As the documents are now.

        Raises
        ------
        PermalinkInvalidError
            If the text is not a permalink.
        ParagraphGoneError
            If the paragraph was removed.
        """
        return await asyncio.to_thread(self._open, permalink)

    async def show(self, wanted: str) -> Shown | OpenedParagraph:
        """A document, or one paragraph of it with its neighbours; see ``Assistant.show``.

        Parameters
        ----------
        wanted
            What was typed behind the command.

        Returns
        -------
        Shown | OpenedParagraph
            Several paragraphs, or a single one.

        Raises
        ------
        ShowUsageError
            If nothing is asked for.
        NotFoundError
            If no document has this name, or it has no such paragraph.
        """
        return await asyncio.to_thread(self._show, wanted)

    async def refresh(self, go_on: Callable[[BuildProgress], None]) -> BuildReport | None:
        """Bring the index up to date.

        Parameters
        ----------
        go_on
            Told of every step, in another thread; ends the build by raising.

        Returns
        -------
        BuildReport | None
            None when there was nothing to do.

        Raises
        ------
        BelegError
            If the index cannot be brought up to date; the one that is there still answers.
        """
        before = self._engine.snapshot.index
        report = await asyncio.to_thread(self._engine.refresh, progress=go_on)
        if self._engine.unsettled:
            # Somebody has just saved them, and would wonder.
            await asyncio.sleep(self._engine.settle_seconds)
            report = await asyncio.to_thread(self._engine.refresh, progress=go_on)
        return None if self._engine.snapshot.index is before else report

    def sources(self) -> Listing:
        """What is in the index, and what was skipped."""
        return Assistant(self._engine, "de").sources()

    def _open(self, permalink: str) -> OpenedParagraph:
        snapshot = self._engine.snapshot
        return opened(snapshot, snapshot.follow(permalink))

    def _show(self, wanted: str) -> Shown | OpenedParagraph:
        shown = Assistant(self._engine, "de").show(wanted)
        if len(shown.paragraphs) > 1:
            return shown
        quote = shown.emphasis[0] if shown.emphasis else None
        return opened(self._engine.snapshot, LinkedParagraph(shown.paragraphs[0], quote, shown.changed))


def opened(snapshot: Snapshot, linked: LinkedParagraph) -> OpenedParagraph:
    """A paragraph of a snapshot with the permalinks of its neighbours."""
    paragraph = linked.found.paragraph
    last = len(snapshot.paragraphs(paragraph.document_id))

    def neighbour(number: int) -> Neighbour | None:
        if not 1 <= number <= last:
            return None
        return number, snapshot.permalink(paragraph.document_id, number)

    return OpenedParagraph(linked, neighbour(paragraph.number - 1), neighbour(paragraph.number + 1))


def citations_json(turn: Turn) -> str:
    """What a turn names, with permalinks: the citations of an answer, or the paragraphs near an abstention.

    ``/show 1`` and the buttons of a reply that is sent again are made of it, and whoever looks into the feedback reads
    it.
    """
    reply = turn.explanation.reply
    named: list[dict[str, object]]
    if isinstance(reply, Answer):
        named = [asdict(citation) for citation in reply.citations]
    else:
        named = [
            {"marker": count, "document_id": found.paragraph.document_id, "paragraph": found.paragraph.number}
            for count, found in enumerate(turn.near, start=1)
        ]
    listed = [{**one, "permalink": link} for one, link in zip(named, turn.links, strict=True)]
    return json.dumps(listed, ensure_ascii=False)
