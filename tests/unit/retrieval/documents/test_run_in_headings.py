"""Which capitals inside a word betray a heading, and which do not."""

from __future__ import annotations

import pytest

from retrieval.documents.run_in_headings import glued_heading_end

SPELT_SO = """
WhatsApp JavaScript GmbH YouTube McDonald's iPhone PayPal BioNTech KfW StVO ThyssenKrupp BürgerInnen LaTeX LinkedIn
OpenAI ChatGPT PostgreSQL MySQL FreeBSD SchülerIn MitarbeiterInnen KnowHow PlugIn AddOn BackUp StartUp GitHub DeepL
SpaceX AfD MdB BaFin BaföG EuGH BVerfG StGB VwGO McKinsey DiCaprio LeBron ProSieben DeutschlandRadio DaimlerChrysler
HypoVereinsbank UniCredit PricewaterhouseCoopers BahnCard InterCity FlixBus WordPress OneDrive DropBox TikTok eBay
macOS openSUSE easyJet radioWissen mRNA pH-Wert kWh MHz VfB TuS SpVgg DuMont VoIP GroKo CheckIn MacBook PowerPoint
MasterCard StudiVZ InDesign BlaBlaCar WLAN-Router O'Neill SoundCloud TensorFlow NumPy WeTransfer KaDeWe HafenCity
FinTech forEach typeOf startsWith Yahoo!Mail
""".split()

SENTENCES = [
    "{}",
    "Die Firma {} hat ihren Sitz in Berlin und beschäftigt 500 Leute.",
    "{} ist heute sehr bekannt. Das weiß jeder hier.",
    "Viele Menschen in Deutschland nutzen jeden Tag {}, um zu arbeiten. Das ist gut.",
    "Er sprach gestern mit {} der Regierung über das Thema. Danach ging er.",
    "Laut einer neuen Studie hat {} Das neue Programm vorgestellt, sagt er.",
    "Nach dem Streit um {} in Köln wurde alles neu verhandelt. Es war spät.",
    "Many people in Germany use {} for the work they do. It works.",
]

GLUED = [
    "China begrüßt hartes Durchgreifen|Der Präsident lobte den Staatschef ausdrücklich.",
    "Regierung hat ihren Einsatz verstärkt|Bundeskanzler Olaf Scholz sagte, es sei genug.",
    "Streit um Gasumlage geht weiter|Während die FDP bremst, drängt die SPD.",
    "Was jetzt zu tun ist?|Die Minister beraten am Montag.",
    "Alle Regionen „befreit und gesichert“|Das Ministerium teilte am Freitag mit, alles sei gut.",
    "Neubewertung der Beziehungen|FDP-Politiker Graf rief zur Prüfung der Beziehungen zu China auf.",
    "How to care for your plant|The leaves need light and water every day.",
]


@pytest.mark.parametrize("word", SPELT_SO)
def test_a_word_that_is_spelt_so_is_not_split(word: str) -> None:
    for sentence in SENTENCES:
        block = sentence.format(word)
        assert glued_heading_end(block, block) == 0, block


@pytest.mark.parametrize("marked", GLUED)
def test_a_glued_heading_ends_where_the_sentence_begins(marked: str) -> None:
    heading, _, sentence = marked.partition("|")
    block = heading + sentence
    assert block[glued_heading_end(block, block) :] == sentence


def test_a_word_that_the_document_writes_twice_is_spelt_so() -> None:
    block = "Der Tag im Rathaus mit radiotestWissen beginnt früh am Morgen."
    assert glued_heading_end(block, f"{block} Mehr bei radiotestWissen.") == 0


def test_lists_and_code_have_no_glued_heading() -> None:
    assert glued_heading_end("- China begrüßt hartes DurchgreifenDer Präsident lobte ihn.", "") == 0
