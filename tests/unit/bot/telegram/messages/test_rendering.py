"""Replies, paragraphs and listings as a reader of a chat meets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.assistant import Listing, Turn
from bot.i18n.phrases import Language
from bot.telegram.messages.callbacks import CastVote, OpenParagraph, Vote, decode
from bot.telegram.messages.message import EntityKind, Message
from bot.telegram.messages.rendering import (
    document_message,
    paragraph_message,
    reindexed_message,
    sources_message,
    turn_message,
)
from bot.telegram.messages.splitting import split
from retrieval import (
    Abstention,
    AbstentionReason,
    Answer,
    BuildReport,
    Changes,
    Citation,
    Explanation,
    LinkedParagraph,
    Paragraph,
    QuotedParagraph,
    Reply,
    SkippedFile,
    SkipReason,
    Source,
    Span,
)

BOLD, CODE, FOLDED = EntityKind.BOLD, EntityKind.CODE, EntityKind.EXPANDABLE_BLOCKQUOTE
HOSTILE = "<b>fett</b> @durov *x* [1](tg://user?id=1) \u202eevil.md\x00"


def citation(marker: int, quote: str, document_id: str = "berichte/gipfel.md", page: int | None = None) -> Citation:
    return Citation(marker, document_id, "Titel", marker + 5, page, Span(10, 10 + len(quote)), quote)


def answered(*citations: Citation, emphasis: tuple[tuple[Span, ...], ...] | None = None) -> Turn:
    text = " ".join(f"{cited.quote} [{cited.marker}]" for cited in citations)
    links = tuple(f"link-{cited.marker}" for cited in citations)
    return turn(Answer("Wann?", text, citations, ()), links, emphasis or ((),) * len(citations))


def abstained(*near: QuotedParagraph, reason: AbstentionReason = AbstentionReason.NOT_SUPPORTED) -> Turn:
    return turn(Abstention("Wann?", reason, ()), tuple(f"near-{found.paragraph.number}" for found in near), near=near)


def turn(
    reply: Reply,
    links: tuple[str, ...],
    emphasis: tuple[tuple[Span, ...], ...] = (),
    near: tuple[QuotedParagraph, ...] = (),
) -> Turn:
    return Turn(Explanation(reply, "de", (), (), (), (), 0.8, 0.5), "de", emphasis, near, links)


def paragraph(text: str, number: int = 6, headings: tuple[str, ...] = (), page: int | None = None) -> QuotedParagraph:
    span = Span(10, 10 + len(text))
    return QuotedParagraph(Paragraph("berichte/gipfel.md", number, span, headings, page), "Titel", text)


def stretches(message: Message, kind: EntityKind) -> list[str]:
    return [message.text[entity.start : entity.end] for entity in message.entities if entity.kind is kind]


def test_an_answer_stands_above_its_folded_proof() -> None:
    message = turn_message(answered(citation(1, "Der Gipfel ist am 11. Januar.", page=3)), 7, "de")
    assert message.text == (
        "Der Gipfel ist am 11. Januar. [1]\n\n[1] berichte/gipfel.md ¶6, S. 3\n„Der Gipfel ist am 11. Januar.“"
    )
    assert stretches(message, FOLDED) == [message.text.partition("\n\n")[2]]
    assert stretches(message, CODE) == ["berichte/gipfel.md"]


def test_what_matches_the_question_is_bold_in_the_proof() -> None:
    cited = citation(1, "Der Gipfel ist am 11. Januar.")
    message = turn_message(answered(cited, emphasis=((Span(4, 10), Span(22, 28)),)), 7, "de")
    assert stretches(message, BOLD) == ["Gipfel", "Januar"]
    assert all(entity.start > message.text.index("„") for entity in message.entities if entity.kind is BOLD)


def test_several_proofs_share_one_fold() -> None:
    message = turn_message(answered(citation(1, "Erstens."), citation(2, "Zweitens.", "b.md")), 7, "en")
    assert stretches(message, FOLDED) == ["[1] berichte/gipfel.md ¶6\n“Erstens.”\n\n[2] b.md ¶7\n“Zweitens.”"]


def test_each_citation_has_a_button_and_the_reply_a_vote() -> None:
    message = turn_message(answered(*(citation(marker, f"Satz {marker}.") for marker in range(1, 7))), 7, "de")
    assert [[button.text for button in row] for row in message.buttons] == [
        ["[1] ¶6", "[2] ¶7", "[3] ¶8", "[4] ¶9"],
        ["[5] ¶10", "[6] ¶11"],
        ["👍", "👎"],
    ]
    assert decode(message.buttons[0][0].data) == OpenParagraph("link-1")
    assert [decode(button.data) for button in message.buttons[-1]] == [CastVote(7, Vote.UP), CastVote(7, Vote.DOWN)]


def test_there_are_never_more_buttons_than_telegram_takes() -> None:
    message = turn_message(answered(*(citation(marker, f"Satz {marker}.") for marker in range(1, 121))), 7, "de")
    assert sum(map(len, message.buttons)) < 100


def test_an_endless_answer_arrives_in_a_few_parts() -> None:
    message = turn_message(answered(citation(1, "wort " * 100_000)), 7, "de")
    assert message.text.endswith(" …")
    assert len(split(message)) < 10


@pytest.mark.parametrize(
    ("language", "reason", "said"),
    [
        ("de", AbstentionReason.NOT_SUPPORTED, "Das beantworten die Dokumente nicht."),
        ("en", AbstentionReason.NOT_SUPPORTED, "The documents do not answer this."),
        ("de", AbstentionReason.NOTHING_FOUND, "Dazu findet sich nichts in den Dokumenten."),
    ],
)
def test_an_abstention_is_said_plainly(language: Language, reason: AbstentionReason, said: str) -> None:
    message = turn_message(abstained(reason=reason), 7, language)
    assert message.text == said
    assert [[button.text for button in row] for row in message.buttons] == [["👍", "👎"]]


def test_an_abstention_names_what_is_near() -> None:
    message = turn_message(abstained(paragraph("Der Rat tagt."), paragraph("wort " * 50, 9, page=2)), 7, "de")
    assert message.text.splitlines()[2:5] == [
        "Keine Antwort, aber in der Nähe:",
        "1. berichte/gipfel.md ¶6",
        "Der Rat tagt.",
    ]
    assert message.text.endswith("¶9, S. 2\n" + "wort " * 20 + "…")
    assert [decode(button.data) for button in message.buttons[0]] == [OpenParagraph("near-6"), OpenParagraph("near-9")]


def linked(found: QuotedParagraph, quote: Span | None = None, *, changed: bool = False) -> LinkedParagraph:
    return LinkedParagraph(found, quote, changed)


def test_a_paragraph_is_whole_with_the_quote_emphasised() -> None:
    found = paragraph("Der Rat tagt.\nEr berät. Er geht.", 6, ("Teil 1", "Der Rat"), 3)
    message = paragraph_message(linked(found, Span(14, 23)), "de", previous=(5, "before"), following=(7, "behind"))
    assert message.text == "berichte/gipfel.md ¶6, S. 3\nTeil 1 › Der Rat\n\nDer Rat tagt.\nEr berät. Er geht."
    assert stretches(message, BOLD) == ["Er berät."]
    assert [button.text for button in message.buttons[0]] == ["‹ ¶5", "¶7 ›"]
    assert [decode(button.data) for button in message.buttons[0]] == [OpenParagraph("before"), OpenParagraph("behind")]


def test_a_paragraph_without_neighbours_has_no_buttons() -> None:
    assert not paragraph_message(linked(paragraph("Text.")), "de").buttons


def test_a_changed_document_is_told() -> None:
    found = paragraph("Text.")
    texts = [paragraph_message(linked(found, changed=changed), "de").text for changed in (False, True)]
    assert "geändert" not in texts[0]
    assert "geändert" in texts[1]


def test_an_endless_paragraph_is_shown_around_the_quote_in_a_few_parts() -> None:
    found = paragraph("wort " * 100_000 + "Zitat." + " wort" * 100_000)
    message = paragraph_message(linked(found, Span(500_000, 500_006)), "de")
    assert stretches(message, BOLD) == ["Zitat."]
    assert len(split(message)) < 8


def test_a_document_is_shown_with_its_headings_once() -> None:
    found = [paragraph("Eins.", 1, ("A",)), paragraph("Zwei.", 2, ("A",)), paragraph("Drei.", 3, ("A", "B"))]
    message = document_message(found, "de")
    assert message.text == "berichte/gipfel.md\n\nA\n\n¶1 Eins.\n\n¶2 Zwei.\n\nA › B\n\n¶3 Drei."


def test_of_a_long_document_the_beginning_is_shown() -> None:
    message = document_message([paragraph("wort " * 100, number) for number in range(1, 101)], "de")
    assert message.text.endswith("… und 84 weitere Absätze. Einen einzelnen zeigt /show mit Name und Nummer.")
    assert len(split(message)) < 4


def test_of_an_endless_first_paragraph_the_beginning_is_shown() -> None:
    message = document_message([paragraph("wort " * 10_000), paragraph("Ende.", 7)], "de")
    assert message.text.startswith("berichte/gipfel.md\n\n¶6 wort wort")
    assert "wort …\n\n… und 1 weiterer Absatz." in message.text


def test_documents_are_listed_with_what_is_known_of_them() -> None:
    listing = Listing(
        (Source("a.md", "A", "text/markdown", "de", 1, 0), Source("b.pdf", "B", "application/pdf", "en", 12, 3)),
        (SkippedFile("c.bin", SkipReason.BINARY), SkippedFile("d.txt", SkipReason.TOO_LARGE, "> 64 MiB")),
    )
    message = sources_message(listing, "de")
    assert message.text.splitlines() == [
        "Beleg kennt 2 Dokumente:",
        "• a.md – Markdown, 1 Absatz, Deutsch",
        "• b.pdf – PDF, 12 Absätze, 3 Seiten, Englisch",
        "",
        "Nicht aufgenommen:",
        "• c.bin – eine Binärdatei, kein Text",
        "• d.txt – zu groß (> 64 MiB)",
    ]
    assert stretches(message, CODE) == ["a.md", "b.pdf", "c.bin", "d.txt"]


def test_of_hundreds_of_documents_the_first_are_listed() -> None:
    source = Source("ein/recht/langer/name.md", "A", "text/markdown", "de", 1, 0)
    message = sources_message(Listing((source,) * 500, (SkippedFile("c", SkipReason.EMPTY),) * 300), "en")
    assert "… and 460 more." in message.text
    assert message.text.endswith("… and 280 more.")
    assert len(split(message)) == 1


def test_an_empty_index_is_told() -> None:
    assert sources_message(Listing((), ()), "de").text == "Es gibt noch keine Dokumente."


def test_a_build_is_reported_as_in_the_terminal() -> None:
    report = BuildReport(Changes(added=("a.md",)), (SkippedFile("b", SkipReason.EMPTY),), 2, 9, 4, 5, 1.0)
    message = reindexed_message(report, "de")
    assert message.text.splitlines()[0] == "Index aktualisiert: 2 Dokumente, 4 Textstellen neu, 5 übernommen, 1,0 s."
    assert stretches(message, CODE) == ["a.md"]
    assert reindexed_message(None, "de").text == "Der Index ist aktuell."


@pytest.mark.parametrize(
    "render",
    [
        lambda: turn_message(answered(citation(1, HOSTILE, HOSTILE)), 7, "de"),
        lambda: turn_message(abstained(paragraph(HOSTILE)), 7, "de"),
        lambda: paragraph_message(linked(paragraph(HOSTILE, 6, (HOSTILE,)), Span(0, 20)), "de"),
        lambda: document_message([paragraph(HOSTILE, 6, (HOSTILE,))], "de"),
        lambda: sources_message(Listing((), (SkippedFile(HOSTILE, SkipReason.EMPTY, HOSTILE),)), "de"),
    ],
)
def test_a_hostile_text_is_shown_as_text_and_nothing_in_it_can_be_clicked(render: Callable[[], Message]) -> None:
    message = render()
    assert "<b>fett</b>" in message.text
    assert not {"\u202e", "\x00"}.intersection(message.text)
    covered = {place for entity in message.entities if entity.kind is CODE for place in range(entity.start, entity.end)}
    for danger in ("@durov", "tg://user?id=1", "evil.md"):
        first = message.text.find(danger)
        while first >= 0:
            assert covered.issuperset(range(first, first + len(danger)))
            first = message.text.find(danger, first + 1)
