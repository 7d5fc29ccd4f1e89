"""Web pages: the article with its structure, and nothing around it."""

from __future__ import annotations

import pytest

from retrieval.documents.loading.blocks.blocks import ConversionError, Extracted
from retrieval.documents.loading.web.html import convert_html
from retrieval.documents.skipped import Limits, SkipReason
from tests.documents.web import ENCYCLOPEDIA, LINKS_ONLY, MANUAL, NEWSPAPER, OF_2002, OFFICE, page


def convert(data: bytes | str) -> Extracted:
    return convert_html(data.encode() if isinstance(data, str) else data, Limits())


def texts(data: bytes | str) -> list[str]:
    return [block.text for block in convert(data).blocks]


def headings(data: bytes | str) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in convert(data).blocks if block.level]


def test_the_article_of_a_newspaper_is_all_that_is_read() -> None:
    assert texts(NEWSPAPER) == [
        "Stadtrat beschließt neue Gebührenordnung",
        "Von Anna Müller, 3. März 2024",
        "Der Stadtrat von Celle hat am Donnerstag eine neue Gebührenordnung beschlossen.\nSie gilt ab 1. Juli.",
        "Was sich ändert",
        "– Parkausweise kosten 60 Euro.\n– Die Abholung von Sperrmüll\n· bis 2 m³: 20 Euro\n· darüber: 45 Euro\n"
        "– Hunde kosten 90 Euro.",
        "Der Rat tagte bis in den Abend.",
        "Gebühren im Vergleich",
        "Leistung: Parkausweis; Bisher: 30 €; Neu: 60 €",
        "Leistung: Sperrmüll; Bisher: 15 €; Neu: 20 €",
        "Nächste Schritte",
        "3. Satzung veröffentlichen\n4. Bescheide versenden",
    ]


def test_headings_keep_their_levels_and_lose_their_anchors() -> None:
    assert headings(NEWSPAPER) == [
        (1, "Stadtrat beschließt neue Gebührenordnung"),
        (2, "Was sich ändert"),
        (3, "Nächste Schritte"),
    ]


def test_the_title_loses_the_name_of_the_site_when_the_heading_has_the_rest() -> None:
    assert convert(NEWSPAPER).title == "Stadtrat beschließt neue Gebührenordnung"


def test_a_title_for_sharing_comes_first() -> None:
    head = '<head><title>Start</title><meta property="og:title" content="Der  Haushalt"></head>'
    assert convert(f"<html>{head}<body><p>Text</p></body></html>").title == "Der Haushalt"


def test_a_page_without_a_title_has_none() -> None:
    assert convert(page("<p>Text</p>")).title == ""


def test_an_encyclopedia_gives_its_facts_in_pairs_and_names_columns_by_both_rows() -> None:
    assert texts(ENCYCLOPEDIA) == [
        "Celle",
        "Basisdaten",
        "Bundesland: Niedersachsen\nFläche: 176,03 km²",
        "Celle ist eine Stadt in Niedersachsen.",
        "Geographie",
        "Celle liegt an der Aller.",
        "Jahr: 2000; Einwohner Stadt: 72.000; Einwohner Landkreis: 180.000",
    ]


def test_a_manual_keeps_its_lines_of_code_its_terms_and_the_links_of_its_text() -> None:
    assert texts(MANUAL) == [
        "Installation",
        "Benötigt wird Python 3.11 oder neuer.",
        "pip install beleg\nbeleg index",
        "BELEG_SEEDS: Der Ordner der Dokumente.\nBELEG_INDEX_DIR: Der Ordner des Index.",
        "Siehe auch",
        "– Konfiguration\n– Betrieb\n– Fehler",
    ]


def test_an_old_page_is_taken_out_of_its_layout_and_its_windows_1252() -> None:
    assert texts(OF_2002.encode("cp1252")) == [
        "TSV Altstadt",
        "Beiträge",
        "Der Verein wurde 1921 in Köln gegründet – mit „Schwung“.",
        "Er erhebt Beiträge.",
        "Gruppe: Kinder; Beitrag: 40 €",
        "Gruppe: Erwachsene; Beitrag: 90 €",
        "– Aufnahme schriftlich\n– Kündigung zum Jahresende",
    ]


def test_what_is_folded_up_is_text_and_what_stands_beside_the_content_is_not() -> None:
    assert texts(OFFICE) == [
        "Personalausweis",
        "Ab 16 Jahren besteht die Pflicht, einen Ausweis zu haben.",
        "– Foto\n– alter Ausweis",
        "Gebühren",
        "22,80 Euro unter 24 Jahren",
        "Formulare",
        "– Antrag\n– Vollmacht\n– Merkblatt",
    ]


def test_a_page_of_links_gives_the_links_when_there_is_nothing_else() -> None:
    assert texts(LINKS_ONLY) == ["Kontakt Anfahrt zum Werk Celle"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_character_set_is_found_without_a_declaration(encoding: str) -> None:
    text = "Die Gebühren für Grünabfälle können Bürger ermäßigt bekommen, wenn sie schriftlich darum bitten."
    assert texts(f"<html><body><p>{text}</p></body></html>".encode(encoding)) == [text]


def test_valid_utf_8_is_believed_before_a_declaration() -> None:
    data = '<meta charset="iso-8859-1"><p>Müller – 5 €</p>'.encode()
    assert texts(data) == ["Müller – 5 €"]


def test_a_declared_character_set_is_believed_where_no_detection_could_know_it() -> None:
    assert texts('<meta charset="koi8-r"><p>Привет</p>'.encode("koi8-r")) == ["Привет"]


def test_a_heading_outside_the_main_part_is_brought_along() -> None:
    body = f"<header><h1>Satzung</h1><nav>Menü</nav></header><main><p>{'Der Verein. ' * 20}</p></main>"
    assert headings(f"<html><body>{body}</body></html>") == [(1, "Satzung")]


def test_a_footer_inside_the_article_stays_unless_it_is_links() -> None:
    assert texts(page("<article><p>Text.</p><footer>Der Autor ist Richter.</footer></article>"))[-1].endswith(
        "Richter."
    )


def test_a_list_of_titles_stays_and_a_row_of_short_links_goes() -> None:
    menu = "".join(f"<li><a href=x>{name}</a>" for name in ("Start", "Verein", "Kontakt"))
    titles = "".join(
        f"<li><a href=x>{name}, zweite Auflage</a>" for name in ("Das Recht der Vereine", "Die Satzung von A bis Z")
    )
    page = f"<body><ul>{menu}</ul><p>{'Wir empfehlen diese Bücher. ' * 9}</p><ul>{titles * 2}</ul></body>"
    assert [text[:8] for text in texts(page)] == ["Wir empf", "– Das Re"]


def test_a_remark_beside_the_text_stays() -> None:
    assert texts(f"<body><p>{'Text. ' * 20}</p><aside>Das gilt seit 1999.</aside></body>")[-1] == "Das gilt seit 1999."


def test_a_very_long_list_gives_each_item_a_paragraph() -> None:
    items = [f"Punkt {number}: {'viel Text ' * 20}" for number in range(20)]
    assert len(texts(page(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"))) == 20


def test_a_table_that_places_things_gives_paragraphs() -> None:
    assert texts(page("<table><tr><td><h2>Links</h2></td><td><p>Rechts</p></td></tr></table>")) == ["Links", "Rechts"]


def test_two_columns_without_names_read_as_pairs() -> None:
    table = "<table><tr><td>Leitung</td><td>Frau Ott</td></tr><tr><td>Telefon</td><td>0511 1234</td></tr></table>"
    assert texts(page(table)) == ["Leitung: Frau Ott\nTelefon: 0511 1234"]


def test_two_line_breaks_are_the_end_of_a_paragraph() -> None:
    assert texts(page("eins<br>zwei<br> <br>drei<br><br><br>vier<br>")) == ["eins\nzwei", "drei", "vier"]


def test_a_header_with_the_heading_of_the_article_belongs_to_it() -> None:
    body = "<div><header class=entry><h1>Titel</h1><p>Der Vorspann.</p></header><p>Der Text des Artikels.</p></div>"
    assert texts(f"<body>{body}</body>") == ["Titel", "Der Vorspann.", "Der Text des Artikels."]


def test_a_term_without_a_description_stands_alone() -> None:
    assert texts(page("<dl><dt>A<dt>B<dd>Beides</dl>")) == ["A\nB: Beides"]


def test_soup_gives_text() -> None:
    assert texts("</ul></div><li>eins<p>zwei</b><td>drei<dd>vier<h2>fünf") == ["eins", "zwei", "drei", "vier", "fünf"]


def test_nothing_gives_nothing() -> None:
    assert texts("") == []
    assert texts("<!-- nur ein Kommentar -->") == []


def test_deep_nesting_is_refused_in_no_time() -> None:
    with pytest.raises(ConversionError) as caught:
        convert("<div>" * 100_000 + "Text" + "</div>" * 100_000)
    assert caught.value.reason is SkipReason.DAMAGED


def test_nesting_of_a_thousand_elements_is_read() -> None:
    assert texts("<div><ul><li>" * 330 + "Text")[0].endswith("Text")


def test_very_many_paragraphs_are_read() -> None:
    assert len(texts(page("<p>Wort" * 20_000))) == 20_000


def test_cells_that_claim_to_span_everything_stay_small() -> None:
    table = "<table><tr><th>A<th>B</tr><tr><td colspan=99999999 rowspan=99999999>x</td></tr></table>"
    assert texts(page(table)) == ["A: x"]


def test_binary_content_is_refused() -> None:
    with pytest.raises(ConversionError) as caught:
        convert(b"\x00\x01\x02\xff" * 100)
    assert caught.value.reason is SkipReason.BINARY
