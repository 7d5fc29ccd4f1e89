"""All behaviour of the bot with no transport in it: questions, citations to look at, rankings, sources.

Returns values and raises ``BelegError``; terminals and messengers render both. Knows no colours and no settings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.dialogue.conversation import Conversation, Exchange
from bot.errors import CitationNotFoundError, NothingToShowError, ShowUsageError
from bot.i18n.phrases import Language
from retrieval import (
    Answer,
    Citation,
    DocumentNotFoundError,
    Explanation,
    QuotedParagraph,
    Reply,
    SkippedFile,
    Source,
    Span,
    guess_language,
)

if TYPE_CHECKING:
    from retrieval import Engine, Snapshot

NEAR_PARAGRAPHS = 3
LONGEST_NUMBER = 9
PERMALINK = re.compile(r"[A-Za-z0-9_-]{40}")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its reply, ready to be rendered.

    ``emphasis`` has one entry for each citation: the stretches of its quote that match the question. ``near`` holds
    the nearest paragraphs of an abstention, without doubles. ``links`` are the permalinks of the citations, or of
    ``near``.
    """

    explanation: Explanation
    language: Language
    emphasis: tuple[tuple[Span, ...], ...]
    near: tuple[QuotedParagraph, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Paragraphs of one document; ``emphasis`` are stretches of the text when it is a single one.

    ``changed`` tells that a permalink was made for an older version of the paragraph.
    """

    paragraphs: tuple[QuotedParagraph, ...]
    emphasis: tuple[Span, ...] = ()
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in the index, and what is not."""

    sources: tuple[Source, ...]
    skipped: tuple[SkippedFile, ...]


class Assistant:
    """One conversation with the documents.

    Parameters
    ----------
    engine
        Answers the questions; several assistants may share one.
    language
        What is spoken until there was a question; afterwards, the language of the last question.
    """

    def __init__(self, engine: Engine, language: Language) -> None:
        self._engine = engine
        self._default_language: Language = language
        self._last: Turn | None = None
        self._conversation = Conversation()

    @property
    def language(self) -> Language:
        """The language to speak now."""
        return self._last.language if self._last else self._default_language

    def language_of(self, question: str) -> Language:
        """The language to reply in, known before there is a reply."""
        return question_language(question, self.language)

    def ask(self, question: str, *, top_k: int | None = None, now: float | None = None) -> Turn:
        """Ask the documents, and remember the reply for ``show`` and ``why``.

        Parameters
        ----------
        question
            As a person typed it.
        top_k
            How many hits the reply carries; that of the engine when left out.
        now
            Seconds on a clock that does not go back: the question may then follow up on those before it. Left out,
            it stands alone and is not remembered.

        Returns
        -------
        Turn
            The reply, to the question as it was typed, and what is needed to show it.

        Raises
        ------
        EmptyQuestionError
            If there is no word in the question.
        QuestionTooLongError
            If the question is longer than is read.
        """
        asked = question if now is None else self._conversation.expand(question, now)
        snapshot = self._engine.snapshot
        explanation = snapshot.explain(asked, top_k=top_k)
        reply = explanation.reply
        if now is not None:
            self._conversation.remember(asked, cited(snapshot, reply), now)
        if asked != question:
            reply = replace(reply, question=question.strip())
            explanation = replace(explanation, reply=reply)
        emphasis: tuple[tuple[Span, ...], ...] = ()
        near: tuple[QuotedParagraph, ...] = ()
        places: Sequence[tuple[str, int, Span | None]]
        if isinstance(reply, Answer):
            emphasis = tuple(snapshot.emphasis(citation, asked) for citation in reply.citations)
            places = [(citation.document_id, citation.paragraph, citation.span) for citation in reply.citations]
        else:
            distinct = dict.fromkeys((hit.passage.document_id, hit.passage.first_paragraph) for hit in reply.hits)
            places = [(*place, None) for place in distinct][:NEAR_PARAGRAPHS]
            near = tuple(snapshot.paragraph(document_id, number) for document_id, number, _ in places)
        links = tuple(snapshot.permalink(*place) for place in places)
        spoken: Language = "en" if explanation.language == "en" else "de"
        self._last = Turn(explanation, spoken, emphasis, near, links)
        return self._last

    def show(self, wanted: str) -> Shown:
        """What ``/show`` asks for: ``1`` is a number of the last reply, ``NAME`` a document, ``NAME 4`` a paragraph.

        A permalink does as well.

        Parameters
        ----------
        wanted
            What was typed behind the command.

        Returns
        -------
        Shown
            For a citation, its whole paragraph with the quote emphasised.

        Raises
        ------
        ShowUsageError
            If nothing is asked for.
        NothingToShowError
            If there is no reply yet.
        CitationNotFoundError
            If the last reply has no such number.
        DocumentNotFoundError
            If no document has this name.
        ParagraphNotFoundError
            If the document has no such paragraph.
        PermalinkInvalidError
            If what looks like a permalink is none.
        ParagraphGoneError
            If the paragraph of a permalink was removed.
        """
        name, _, tail = wanted.strip().rpartition(" ")
        if not name and not tail:
            raise ShowUsageError
        last = paragraph_number(tail)
        if name and last is not None:
            return self.show_document(unquoted(name), last)
        if last is not None:
            return self._show_numbered(last)
        return self.show_document(unquoted(wanted.strip()), None)

    def show_document(self, document: str, number: int | None) -> Shown:
        """A document by its name, one paragraph of it, or what a permalink leads to.

        Parameters
        ----------
        document
            Its id, its file name where that is unique, or a permalink.
        number
            The paragraph; None for all.

        Returns
        -------
        Shown
            Never empty.

        Raises
        ------
        DocumentNotFoundError
            If no document has this name.
        ParagraphNotFoundError
            If the document has no such paragraph.
        PermalinkInvalidError
            If what looks like a permalink is none.
        ParagraphGoneError
            If the paragraph of a permalink was removed.
        """
        snapshot = self._engine.snapshot
        if number is not None:
            return Shown((snapshot.paragraph(document, number),))
        try:
            return Shown(snapshot.paragraphs(document))
        except DocumentNotFoundError:
            if not PERMALINK.fullmatch(document):
                raise
        linked = snapshot.follow(document)
        return Shown((linked.found,), (linked.quote,) if linked.quote else (), linked.changed)

    def links(self, shown: Shown) -> tuple[str, ...]:
        """The permalinks of the paragraphs that are shown.

        Parameters
        ----------
        shown
            What ``show`` or ``show_document`` just gave.

        Returns
        -------
        tuple[str, ...]
            One for each paragraph.

        Raises
        ------
        NotFoundError
            If the documents have changed in this moment.
        """
        snapshot = self._engine.snapshot
        places = [(found.paragraph.document_id, found.paragraph.number) for found in shown.paragraphs]
        return tuple(snapshot.permalink(document_id, number) for document_id, number in places)

    def why(self) -> Turn:
        """The last question with its rankings.

        Returns
        -------
        Turn
            As ``ask`` returned it.

        Raises
        ------
        NothingToShowError
            If there is no reply yet.
        """
        if self._last is None:
            raise NothingToShowError
        return self._last

    def sources(self) -> Listing:
        """What is in the index, and what was skipped."""
        return Listing(self._engine.snapshot.sources(), self._engine.snapshot.skipped())

    def forget(self) -> None:
        """Start over: ``/show`` and ``/why`` know of no reply, and the next question follows up on nothing."""
        self._last = None
        self._conversation.forget()

    def exchanges(self) -> tuple[Exchange, ...]:
        """What the conversation remembers, for whoever keeps it over a restart."""
        return self._conversation.exchanges()

    def restore(self, exchanges: Sequence[Exchange]) -> None:
        """Go on with a conversation that ``exchanges`` gave."""
        self._conversation.restore(exchanges)

    def _show_numbered(self, number: int) -> Shown:
        turn = self.why()
        reply = turn.explanation.reply
        numbered = reply.citations if isinstance(reply, Answer) else turn.near
        if not numbered:
            raise NothingToShowError
        if not 1 <= number <= len(numbered):
            raise CitationNotFoundError(number, len(numbered))
        chosen = numbered[number - 1]
        if isinstance(chosen, QuotedParagraph):
            return Shown((chosen,))
        return self._show_citation(chosen)

    def _show_citation(self, citation: Citation) -> Shown:
        found = self._engine.snapshot.paragraph(citation.document_id, citation.paragraph)
        quote = citation.span
        if not found.paragraph.span.contains(quote):
            return Shown((found,))
        start = found.paragraph.span.start
        return Shown((found,), (Span(quote.start - start, quote.end - start),))


def cited(snapshot: Snapshot, reply: Reply) -> list[str]:
    """The quotes of a reply and then their paragraphs, where a person may be named whom the quotes do not name."""
    if not isinstance(reply, Answer):
        return []
    found = [snapshot.paragraph(citation.document_id, citation.paragraph) for citation in reply.citations]
    return [*(citation.quote for citation in reply.citations), *(paragraph.text for paragraph in found)]


def question_language(question: str, otherwise: Language) -> Language:
    """German or English, as the question is; ``otherwise`` for one without a letter."""
    if not any(character.isalpha() for character in question):
        return otherwise
    return "en" if guess_language(question) == "en" else "de"


def paragraph_number(text: str) -> int | None:
    """The number in ``4``, ``¶4`` or ``[4]``; None when it is a name."""
    bare = text.removeprefix("¶").removeprefix("[").removesuffix("]")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= LONGEST_NUMBER else None


def unquoted(name: str) -> str:
    """A document's name without the quotation marks that a person put around it."""
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"" else name
