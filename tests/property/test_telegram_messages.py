"""What holds for every message to Telegram: its parts are valid, and together they are the message."""

from __future__ import annotations

import unicodedata
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Listing, Turn
from bot.i18n.phrases import Language
from bot.telegram.messages.message import Button, Entity, EntityKind, Message, utf16_entities
from bot.telegram.messages.rendering import document_message, paragraph_message, sources_message, turn_message
from bot.telegram.messages.splitting import split
from retrieval import (
    Abstention,
    AbstentionReason,
    Answer,
    Citation,
    Explanation,
    LinkedParagraph,
    Paragraph,
    QuotedParagraph,
    SkippedFile,
    SkipReason,
    Source,
    Span,
)
from tests.property.strategies import PIECES

BLOCKQUOTES = {"blockquote", "expandable_blockquote"}
HOSTILE = [
    *PIECES,
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪🇫🇷 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "e\u0301\u0301\u0301" * 20,
    "שלום עולם مرحبا \u202eevil\u202c",
    "क्षत्रिय 각 \u1100\u1161\u11a8",
    "今日は雨です。明日は晴れです。",
    "<b>*x* _y_ `z` [a](tg://user?id=1)</b>",
    "@durov #plan /start notes.md http://example.org/a?b=c",
    "\u200b\u2800\ufffc\u3164",
    "\t \r\n\x0b\x0c\x85\u2029",
    "😀" * 300,
    "\u200d",
]
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.tuples(st.sampled_from(HOSTILE), st.integers(1, 40)), max_size=8).map(
        lambda pieces: "".join(piece * count for piece, count in pieces)[:10_000]
    ),
)
visible = texts.map(lambda text: f"{text}.")


def assert_valid(part: Message, maximum_units: int) -> None:
    """The rules of the Bot API, from its documentation and not from the code: in UTF-16 units, as it counts."""
    encoded = part.text.encode("utf-16-le")
    assert 0 < len(encoded) // 2 <= maximum_units
    assert part.text == part.text.strip()
    assert any(unicodedata.category(character)[0] in "LNPSMC" for character in part.text)
    entities = utf16_entities(part)
    assert len(entities) <= 100
    for _, offset, length in entities:
        covered = encoded[2 * offset : 2 * (offset + length)]
        assert len(covered) == 2 * length > 0
        said = covered.decode("utf-16-le")
        assert said == said.strip() != ""
    for (kind, start, length), (other, first, size) in combinations(entities, 2):
        if start + length <= first or first + size <= start:
            continue
        assert (start <= first and first + size <= start + length) or (
            first <= start and start + length <= first + size
        )
        assert not (kind in BLOCKQUOTES and other in BLOCKQUOTES)
        if "code" in {kind, other}:
            quote = (start, length) if kind in BLOCKQUOTES else (first, size)
            assert {kind, other} & BLOCKQUOTES
            assert quote[1] >= max(length, size)


def assert_same(message: Message, parts: tuple[Message, ...]) -> None:
    """Nothing is lost but what cannot be seen, and only the last part has buttons."""
    assert bare("".join(part.text for part in parts)) == bare(message.text)
    assert [part.buttons for part in parts] == [()] * (len(parts) - 1) + [message.buttons]
    for kind in EntityKind:
        assert covered_by(kind, message) == "".join(covered_by(kind, part) for part in parts)


def bare(text: str) -> str:
    return "".join(
        character
        for character in text
        if not character.isspace()
        and unicodedata.category(character) not in {"Cc", "Cf"}
        and character not in "\u115f\u1160\u2800\u3164\uffa0\ufffc"
    )


def covered_by(kind: EntityKind, message: Message) -> str:
    return "".join(bare(message.text[entity.start : entity.end]) for entity in message.entities if entity.kind is kind)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """Hostile words, some of them formatted, some inside block quotes; at times there are hundreds."""
    words = draw(st.lists(st.tuples(visible, st.sampled_from([None, *EntityKind])), min_size=1, max_size=12))
    if draw(st.booleans()):
        words = [(text[-20:], kind) for text, kind in words] * draw(st.integers(1, 30))
    text = ""
    entities = []
    for word, kind in words:
        start = len(text)
        text += word.encode("utf-8", "replace").decode()
        if kind is not None and bare(text[start:].strip()):
            entities.append(Entity(kind, start, len(text)))
            inner = draw(st.sampled_from([None, EntityKind.BOLD, EntityKind.CODE]))
            if "blockquote" in kind and inner is not None:
                entities.append(Entity(inner, len(text) - 1, len(text)))
        text += draw(st.sampled_from(["", " ", "\n", "\n\n"]))
    return Message(text, tuple(entities), ((Button("¶1", "open:x"),),))


@settings(max_examples=60, deadline=None)
@given(message=messages(), maximum_units=st.sampled_from([4096, 4096, 1000, 64, 7, 2]))
def test_every_part_is_valid_and_nothing_is_lost(message: Message, maximum_units: int) -> None:
    parts = split(message, maximum_units)
    for part in parts:
        assert_valid(part, maximum_units)
    assert_same(message, parts)


@settings(max_examples=60, deadline=None)
@given(message=messages(), maximum_units=st.sampled_from([4096, 1000, 64]))
def test_an_entity_is_cut_only_if_it_does_not_fit(message: Message, maximum_units: int) -> None:
    parts = split(message, maximum_units)
    wholes = [
        (entity.kind, shown)
        for entity in message.entities
        for shown in [message.text[entity.start : entity.end].strip()]
        if len(message.text[entity.start : entity.end].encode("utf-16-le")) // 2 <= maximum_units
    ]
    found = [(entity.kind, part.text[entity.start : entity.end]) for part in parts for entity in part.entities]
    for whole in wholes:
        assert whole in found


def reply_turn(text: str, names: str, spans: tuple[Span, ...], *, answered: bool) -> Turn:
    found = QuotedParagraph(Paragraph(names, 3, Span(0, len(text)), (names, text), 2), names, text)
    citation = Citation(1, names, names, 3, 2, Span(0, len(text)), text)
    reply = (
        Answer("?", f"{text} [1]", (citation,), ()) if answered else Abstention("?", AbstentionReason.NOT_SUPPORTED, ())
    )
    explanation = Explanation(reply, "de", (), (), (), (), 0.5, 0.5)
    return Turn(explanation, "de", (spans,) if answered else (), () if answered else (found,), ("link",))


@settings(max_examples=60, deadline=None)
@given(text=visible, name=texts, data=st.data(), language=st.sampled_from(["de", "en"]), answered=st.booleans())
def test_whatever_the_documents_say_the_messages_are_valid(
    text: str, name: str, data: st.DataObject, language: Language, answered: bool
) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False))
    found = QuotedParagraph(Paragraph(name, 3, Span(0, len(text)), (name, text), 2), name, text)
    rendered = [
        turn_message(reply_turn(text, name, spans, answered=answered), 1, language),
        paragraph_message(
            LinkedParagraph(found, spans[0] if spans else None, changed=True), language, previous=(2, "link")
        ),
        document_message([found, found], language),
        sources_message(
            Listing((Source(name, name, text, "de", 1, 0),), (SkippedFile(name, SkipReason.BINARY, text),)), language
        ),
    ]
    for message in rendered:
        parts = split(message)
        for part in parts:
            assert_valid(part, 4096)
        assert_same(message, parts)
