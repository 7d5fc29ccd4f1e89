"""Permalinks open the same paragraph after the documents changed, or say that they cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retrieval import BelegError, Engine, ParagraphGoneError, PermalinkInvalidError, Snapshot, Span

SUBJECTS = ("Hof", "Garten", "Keller", "Speicher", "Saal", "Flur", "Brunnen", "Zaun", "Weg", "Stall")
PARAGRAPHS = [
    f"Der {subject} Nummer {number} wird am {number}. Tag des Monats von der Gruppe {group} gereinigt und geprüft."
    for number, (subject, group) in enumerate(((s, g) for s in SUBJECTS for g in "ABCDEFGHIJ"), start=1)
]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    write(tmp_path, PARAGRAPHS)
    return Engine.open(tmp_path / "seeds", tmp_path / "index")


def write(folder: Path, paragraphs: list[str], name: str = "plan.txt") -> None:
    (folder / "seeds").mkdir(exist_ok=True)
    (folder / "seeds" / name).write_text("\n\n".join(paragraphs), encoding="utf-8")


def links(snapshot: Snapshot) -> list[str]:
    return [snapshot.permalink("plan.txt", number) for number in range(1, len(PARAGRAPHS) + 1)]


def refreshed(engine: Engine) -> Snapshot:
    engine.refresh()
    return engine.snapshot


def test_a_permalink_has_40_characters_that_fit_into_any_address(engine: Engine) -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{40}", link) for link in links(engine.snapshot))


def test_every_paragraph_has_its_own(engine: Engine) -> None:
    made = links(engine.snapshot)
    assert len(set(made)) == len(made)
    assert [engine.snapshot.follow(link).found.paragraph.number for link in made] == list(range(1, len(PARAGRAPHS) + 1))


def test_after_an_insertion_above_every_link_opens_the_same_paragraph(engine: Engine, tmp_path: Path) -> None:
    made = links(engine.snapshot)
    write(tmp_path, ["Ein neuer Absatz.", *PARAGRAPHS])
    snapshot = refreshed(engine)
    followed = [snapshot.follow(link) for link in made]
    assert [linked.found.text for linked in followed] == PARAGRAPHS
    assert not any(linked.changed for linked in followed)


def test_the_quote_is_emphasised_where_it_stands_now(engine: Engine, tmp_path: Path) -> None:
    paragraph = engine.snapshot.paragraph("plan.txt", 3).paragraph
    quote = Span(paragraph.span.start + 4, paragraph.span.start + 7)
    link = engine.snapshot.permalink("plan.txt", 3, quote)
    write(tmp_path, ["Ein neuer Absatz.", *PARAGRAPHS])
    linked = refreshed(engine).follow(link)
    assert linked.quote is not None
    assert linked.quote.slice(linked.found.text) == "Hof"


@pytest.mark.parametrize("place", [0, 41, 99])
def test_a_changed_paragraph_says_so(engine: Engine, tmp_path: Path, place: int) -> None:
    link = links(engine.snapshot)[place]
    changed = PARAGRAPHS[place].replace("gereinigt", "gefegt")
    write(tmp_path, [*PARAGRAPHS[:place], changed, *PARAGRAPHS[place + 1 :]])
    linked = refreshed(engine).follow(link)
    assert (linked.found.text, linked.changed, linked.quote) == (changed, True, None)


def test_a_rewritten_paragraph_between_the_same_neighbours_is_the_changed_one(engine: Engine, tmp_path: Path) -> None:
    write(tmp_path, ["Erstens.", "Die Satzung gilt.", "Drittens."])
    link = refreshed(engine).permalink("plan.txt", 2)
    write(tmp_path, ["Erstens.", "Nichts davon bleibt übrig.", "Drittens."])
    linked = refreshed(engine).follow(link)
    assert (linked.found.text, linked.changed) == ("Nichts davon bleibt übrig.", True)


def test_a_removed_paragraph_is_said_to_be_gone(engine: Engine, tmp_path: Path) -> None:
    write(tmp_path, ["Der Hof ist groß.", "Die Satzung gilt ab Mai.", "Niemand darf rauchen."])
    link = refreshed(engine).permalink("plan.txt", 2)
    write(tmp_path, ["Der Hof ist groß.", "Niemand darf rauchen."])
    snapshot = refreshed(engine)
    with pytest.raises(ParagraphGoneError):
        snapshot.follow(link)


def test_a_renamed_document_is_found_by_its_text(engine: Engine, tmp_path: Path) -> None:
    link = links(engine.snapshot)[7]
    (tmp_path / "seeds" / "plan.txt").rename(tmp_path / "seeds" / "neuer plan.txt")
    linked = refreshed(engine).follow(link)
    assert (linked.found.paragraph.document_id, linked.found.text) == ("neuer plan.txt", PARAGRAPHS[7])


def test_of_equal_paragraphs_the_one_between_its_neighbours_is_opened(engine: Engine, tmp_path: Path) -> None:
    write(tmp_path, ["Morgens.", "Siehe oben.", "Mittags.", "Siehe oben.", "Abends."])
    link = refreshed(engine).permalink("plan.txt", 4)
    write(tmp_path, ["Neu.", "Neu.", "Morgens.", "Siehe oben.", "Mittags.", "Siehe oben.", "Abends."])
    assert refreshed(engine).follow(link).found.paragraph.number == 6


@pytest.mark.parametrize(
    "damage", [lambda s: "", lambda s: s[:-1], lambda s: s[:-1] + "ä", lambda s: "A" * 40, str.swapcase]
)
def test_what_is_no_permalink_is_refused(engine: Engine, damage: object) -> None:
    with pytest.raises(PermalinkInvalidError):
        engine.snapshot.follow(damage(links(engine.snapshot)[0]))  # type: ignore[operator]


def test_a_link_to_a_paragraph_that_never_was_is_an_error(engine: Engine) -> None:
    with pytest.raises(BelegError):
        engine.snapshot.permalink("plan.txt", 1_000)
