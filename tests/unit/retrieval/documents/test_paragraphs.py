"""How documents fall into numbered paragraphs."""

from __future__ import annotations

from retrieval.documents.paragraphs import split_paragraphs
from retrieval.documents.records import Document, Paragraph


def paragraphs_of(text: str, media_type: str = "text/markdown", pages: tuple[int, ...] = ()) -> list[Paragraph]:
    return list(split_paragraphs(Document("a", "a", text, "", media_type, "de", pages)))


def texts_of(text: str, media_type: str = "text/markdown") -> list[str]:
    return [paragraph.span.slice(text) for paragraph in paragraphs_of(text, media_type)]


def test_the_article_has_thirteen_paragraphs(article: Document) -> None:
    assert [p.number for p in split_paragraphs(article)] == list(range(1, 14))


def test_the_five_glued_subheadings_of_the_article_become_headings(article: Document) -> None:
    starts = {
        p.number: (p.headings[-1], p.span.slice(article.text)[:12])
        for p in split_paragraphs(article)
        if p.number in {2, 4, 6, 9, 11}
    }
    assert starts == {
        2: ("SPD-Politiker meint „Schwäche Russlands“ aus der Lage herauslesen zu können", "Das Auswärti"),
        4: ("Lambdorff fordert Neubewertung der deutsch-kasachischen Beziehungen", "FDP-Außenpol"),
        6: ("Organisation der Turkstaaten berät sich per Online-Gipfel", "Indes kündig"),
        9: ("China begrüßt hartes Durchgreifen", "Der chinesis"),
        11: ("Alle Regionen „befreit und unter verstärkten Schutz gestellt“", "Das kasachis"),
    }


def test_a_heading_is_valid_until_the_next_one(article: Document) -> None:
    headings = [p.headings for p in split_paragraphs(article)]
    assert headings[0] == ()
    assert headings[2] == headings[1]
    assert headings[4] == headings[3] != headings[2]


def test_blocks_between_blank_lines_are_counted_from_one() -> None:
    text = "\n\n  Erster\nnoch erster \n \t\n\nZweiter\n"
    assert texts_of(text, "text/plain") == ["Erster\nnoch erster", "Zweiter"]
    assert [p.number for p in paragraphs_of(text, "text/plain")] == [1, 2]


def test_markdown_headings_belong_to_what_follows() -> None:
    text = "# Satzung *des* Vereins\n\nEins.\n\n## § 1 [Zweck](x.md)\nZwei.\n\nBeitrag\n=======\n\nDrei.\n"
    assert [(p.headings, p.span.slice(text)) for p in paragraphs_of(text)] == [
        (("Satzung des Vereins",), "Eins."),
        (("Satzung des Vereins", "§ 1 Zweck"), "Zwei."),
        (("Beitrag",), "Drei."),
    ]


def test_plain_text_has_no_markdown() -> None:
    assert texts_of("# Kein Titel\n\n- a\n\n- b", "text/plain") == ["# Kein Titel", "- a", "- b"]


def test_lists_tables_quotations_and_fences_stay_whole() -> None:
    blocks = [
        "- eins\n\n- zwei\n\n  mehr zu zwei",
        "```python\nx = 1\n\n# kein Titel\n```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> Zitat\n>\n> geht weiter",
    ]
    assert texts_of("\n\n".join(blocks)) == blocks


def test_front_matter_is_one_paragraph_and_no_heading() -> None:
    text = "---\ntitle: Protokoll\n\ndate: 2024-05-01\n---\n\nText."
    assert texts_of(text) == ["---\ntitle: Protokoll\n\ndate: 2024-05-01\n---", "Text."]


def test_a_text_of_headings_alone_has_no_paragraph() -> None:
    assert texts_of("# Titel\n\n## Untertitel\n") == []


def test_a_paragraph_knows_its_page() -> None:
    text = "Eins.\n\nZwei.\n\nDrei."
    assert [p.page for p in paragraphs_of(text, "text/plain", pages=(0, 7))] == [1, 2, 2]
    assert [p.page for p in paragraphs_of(text, "text/plain")] == [None, None, None]


def test_deep_nesting_is_no_trouble() -> None:
    deep = ">" * 50_000 + " a\n\n" + "".join("  " * level + "- a\n" for level in range(500))
    assert len(paragraphs_of(deep)) == 2
