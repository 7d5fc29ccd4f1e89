"""Replies, paragraphs and lists of documents as messages.

Pure: the same value gives the same message. Names are set as code, texts of documents are shown as they are, and
``composing`` keeps both from becoming anything else. Knows nothing of how messages are sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from bot.assistant import Listing, Turn
from bot.i18n import strings, telegram_strings
from bot.i18n.phrases import Language
from bot.i18n.skip_reason_strings import skip_reason
from bot.presentation.formatting import harmless, preview, quoted
from bot.presentation.reporting import report_lines, source_facts
from bot.telegram.messages.callbacks import CastVote, OpenParagraph, Vote, encode
from bot.telegram.messages.composing import Composition, excerpt
from bot.telegram.messages.message import Button, EntityKind, Message
from retrieval import (
    Abstention,
    AbstentionReason,
    Answer,
    BuildReport,
    Citation,
    LinkedParagraph,
    QuotedParagraph,
    Span,
)

BUTTONS_IN_A_ROW = 4
MOST_BUTTONS = 24
LONGEST_ANSWER = 20_000
LONGEST_QUOTE = 12_000
LONGEST_PARAGRAPH = 20_000
LONGEST_DOCUMENT = 8_000
LONGEST_HEADINGS = 300
LONGEST_PREVIEWED = 1_000
MOST_SOURCES = 40
MOST_SKIPPED = 20


def turn_message(turn: Turn, reply_id: int, language: Language) -> Message:
    """A reply with its proofs, a button for each whole paragraph, and a vote.

    Parameters
    ----------
    turn
        The reply; its own language is that of the question.
    reply_id
        What a vote is for.
    language
        The language of the person.

    Returns
    -------
    Message
        Of any length.
    """
    reply = turn.explanation.reply
    if isinstance(reply, Answer):
        composition = _answer(reply, turn.emphasis, language)
        labels = [f"[{citation.marker}] ¶{citation.paragraph}" for citation in reply.citations]
    else:
        composition = _abstention(reply, turn.near, language)
        labels = [f"{count}. ¶{found.paragraph.number}" for count, found in enumerate(turn.near, start=1)]
    buttons = [_paragraph_button(label, permalink) for label, permalink in zip(labels, turn.links, strict=True)]
    return composition.message([*rows(buttons), votes(reply_id)])


def rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    """Buttons that open paragraphs, as they stand beneath a reply."""
    shown = buttons[:MOST_BUTTONS]
    return [shown[first : first + BUTTONS_IN_A_ROW] for first in range(0, len(shown), BUTTONS_IN_A_ROW)]


def votes(reply_id: int) -> list[Button]:
    """The buttons that say what a person thinks of a reply."""
    return [
        Button("👍", encode(CastVote(reply_id, Vote.UP))),
        Button("👎", encode(CastVote(reply_id, Vote.DOWN))),
    ]


def paragraph_message(
    linked: LinkedParagraph,
    language: Language,
    *,
    previous: tuple[int, str] | None = None,
    following: tuple[int, str] | None = None,
) -> Message:
    """A whole paragraph beneath where it stands, with its neighbours a tap away.

    Parameters
    ----------
    linked
        The paragraph, the stretch of it that is emphasised, and whether it has changed since it was cited.
    language
        The language of the person.
    previous
        Number and permalink of the paragraph before it.
    following
        Number and permalink of the paragraph behind it.

    Returns
    -------
    Message
        Of any length; of an endless paragraph, what is around the quote.
    """
    composition = Composition()
    found, quote = linked.found, linked.quote
    _location(composition, found.paragraph.document_id, found.paragraph.number, found.paragraph.page, language)
    _headings(composition, found)
    if linked.changed:
        composition.say(f"\n{telegram_strings.CHANGED.say(language)}")
    composition.say("\n\n")
    composition.text(excerpt(found.text, [quote] if quote else [], LONGEST_PARAGRAPH))
    buttons = []
    if previous is not None:
        buttons.append(_paragraph_button(f"‹ ¶{previous[0]}", previous[1]))
    if following is not None:
        buttons.append(_paragraph_button(f"¶{following[0]} ›", following[1]))
    return composition.message([buttons])


def document_message(paragraphs: Sequence[QuotedParagraph], language: Language) -> Message:
    """The paragraphs of a document in their order; of a long document, its beginning.

    Parameters
    ----------
    paragraphs
        At least one.
    language
        The language of the person.

    Returns
    -------
    Message
        Of any length.
    """
    composition = Composition()
    composition.name(paragraphs[0].paragraph.document_id)
    shown = 0
    characters = 0
    headings: tuple[str, ...] = ()
    for found in paragraphs:
        if shown and characters + len(found.text) > LONGEST_DOCUMENT:
            break
        if found.paragraph.headings and found.paragraph.headings != headings:
            composition.say("\n")
            _headings(composition, found)
        headings = found.paragraph.headings
        composition.say(f"\n\n¶{found.paragraph.number} ")
        composition.text(excerpt(found.text, [], LONGEST_DOCUMENT))
        shown += 1
        characters += len(found.text)
    if shown < len(paragraphs):
        more = telegram_strings.MORE_PARAGRAPHS.say(language, len(paragraphs) - shown)
        composition.say(f"\n\n{more} {telegram_strings.SHOW_ONE.say(language)}")
    return composition.message()


def sources_message(listing: Listing, language: Language) -> Message:
    """The documents with their sizes and languages, and what was left out and why; of hundreds, the first.

    Parameters
    ----------
    listing
        What is in the index, and what is not.
    language
        The language of the person.

    Returns
    -------
    Message
        Of any length.
    """
    composition = Composition()
    if listing.sources:
        documents = strings.DOCUMENTS.say(language, len(listing.sources))
        composition.say(telegram_strings.SOURCES.say(language, documents=documents))
    else:
        composition.say(telegram_strings.NO_SOURCES.say(language))
    for source in listing.sources[:MOST_SOURCES]:
        _entry(composition, source.document_id, source_facts(source, language))
    _more(composition, len(listing.sources) - MOST_SOURCES, language)
    if listing.skipped:
        composition.say(f"\n\n{telegram_strings.SKIPPED.say(language)}")
    for file in listing.skipped[:MOST_SKIPPED]:
        _entry(composition, file.document_id, [harmless(skip_reason(file.reason, file.detail, language))])
    _more(composition, len(listing.skipped) - MOST_SKIPPED, language)
    return composition.message()


def reindexed_message(report: BuildReport | None, language: Language) -> Message:
    """What a build did; None when there was nothing to do."""
    if report is None:
        return Message(telegram_strings.NOTHING_NEW.say(language))
    composition = Composition()
    lines = report_lines(report, language)
    for line in lines[:MOST_SKIPPED]:
        composition.text(f"{line.text.plain}\n")
    _more(composition, len(lines) - MOST_SKIPPED, language)
    return composition.message()


def _answer(answer: Answer, emphasis: Sequence[Sequence[Span]], language: Language) -> Composition:
    """The sentences, and beneath them one folded block with every proof.

    An answer that is only its quotes is said twice all the same: above, to be read at once; folded beneath, each
    quote to the letter with where it stands, so that the proof can be forwarded and holds by itself. Folded it takes
    three lines. The markers stay plain: brackets with a number may also stand in a document.
    """
    composition = Composition()
    composition.text(excerpt(answer.text, [], LONGEST_ANSWER, one_line=True))
    composition.say("\n\n")
    with composition.folded():
        for count, (citation, spans) in enumerate(zip(answer.citations, emphasis, strict=True)):
            composition.say(f"\n\n[{citation.marker}] " if count else f"[{citation.marker}] ")
            _location(composition, citation.document_id, citation.paragraph, citation.page, language)
            composition.say("\n")
            composition.text(_quote(citation, spans, language))
    return composition


def _quote(citation: Citation, spans: Sequence[Span], language: Language) -> Text:
    if len(citation.quote) <= LONGEST_QUOTE:
        return quoted(citation.quote, spans, language)
    return excerpt(citation.quote, spans, LONGEST_QUOTE, one_line=True)


def _abstention(abstention: Abstention, near: Iterable[QuotedParagraph], language: Language) -> Composition:
    """That the documents do not say, and which paragraphs come nearest."""
    nothing = abstention.reason is AbstentionReason.NOTHING_FOUND
    composition = Composition()
    composition.say((strings.NOTHING_FOUND if nothing else strings.NOT_SUPPORTED).say(language), EntityKind.BOLD)
    for count, found in enumerate(near, start=1):
        if count == 1:
            composition.say(f"\n\n{strings.NEAR.say(language)}")
        composition.say(f"\n{count}. ")
        _location(composition, found.paragraph.document_id, found.paragraph.number, found.paragraph.page, language)
        composition.say("\n")
        composition.text(preview(found.text[:LONGEST_PREVIEWED]))
    return composition


def _location(composition: Composition, document_id: str, paragraph: int, page: int | None, language: Language) -> None:
    """Where something stands: the name, then `` ¶6, S. 3``."""
    composition.name(document_id)
    composition.say(f" ¶{paragraph}")
    if page is not None:
        composition.say(f", {strings.PAGE.say(language, page=page)}")


def _headings(composition: Composition, found: QuotedParagraph) -> None:
    """The headings over a paragraph, if it has any, in a line of their own."""
    if found.paragraph.headings:
        composition.say("\n")
        composition.text(preview(" › ".join(found.paragraph.headings), LONGEST_HEADINGS), EntityKind.ITALIC)


def _entry(composition: Composition, document_id: str, facts: Iterable[str]) -> None:
    composition.say("\n• ")
    composition.name(document_id)
    composition.say(" – ")
    composition.text(", ".join(facts))


def _more(composition: Composition, count: int, language: Language) -> None:
    if count > 0:
        composition.say(f"\n{telegram_strings.MORE.say(language, count=count)}")


def _paragraph_button(label: str, permalink: str) -> Button:
    return Button(label, encode(OpenParagraph(permalink)))
