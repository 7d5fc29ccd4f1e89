"""Where sentences end: a table, since the rules only make sense together. ``|`` marks the expected boundaries."""

from __future__ import annotations

import pytest

from retrieval.text.sentences import MAXIMUM_SENTENCE_CHARACTERS, split_sentences

GERMAN = [
    "Sie kommen am 11. Januar zu einem Gipfel zusammen.",
    "Das gilt z. B. für Berlin.|Und z.B. für Köln.",
    "Dr. Müller kam zu spät.|Prof. Dr. Schmidt nicht.",
    "Nach Art. 5 Abs. 2 GG gilt das.|So steht es auch in § 3 Abs. 1 Nr. 4.",
    "Es kostet 3,5 Mio. Euro.|Das ist viel.",
    "Es kostet 3,5 Mio.|Das ist viel.",
    "„Gewalt kann niemals eine Antwort sein.|Das ist unsere Überzeugung“, sagte sie.|„Wir mahnen.“|Er ging.",
    "Er sagte: „Nein!“|Dann ging er.",
    "„Nein!“ rief er laut.|Niemand hörte es.",
    "„Warum?“, fragte sie.|Keiner antwortete.",
    "Russland sei schwach, sagte Schmid dem Redaktionsnetzwerk Deutschland (RND).|Die OSZE müsse handeln.",
    "Am 3. Oktober 1990 wurde Deutschland eins.",
    "Der 2. Weltkrieg endete 1945.|Danach begann der Aufbau.",
    "Im 19. Jahrhundert war es anders.",
    "Kaiser Wilhelm II. regierte bis 1918.",
    "Papst Johannes Paul II. Besuchern gegenüber war er freundlich.",
    "Er wurde am 5. 3. 1980 geboren.",
    "Das Treffen ist am 24.12. um 18 Uhr.",
    "Er wohnt in der Hauptstr. 5 in Bonn.",
    "Sie kauften Brot, Käse usw.|Und dann?|Mal sehen.",
    "Das sind ca. 5 Euro.",
    "Das heißt, d. h. nie, stimmt.",
    "Siehe Abb. 3 und Tab. 4.|Mehr dazu in Kap. 2.",
    "J. S. Bach lebte in Leipzig.",
    "Die Fa. Müller & Co. KG liefert.",
    "Die Zahl stieg auf 25.|Berlin meldete keine.",
    "Er wurde Dritter.|Das war gut.",
    "Die Temperatur lag bei 3.5 Grad.|Es regnete.",
    "Die Seite www.beispiel.de ist offline.|Sie kommt wieder.",
    "Was tun?|Alle warten!|Niemand geht …|Doch dann.",
    "Wirklich?!|Ja.",
    "Er kam (wie immer) zu spät.|Sie auch.",
    "(Das war 2010.)|Danach kam nichts.",
    "Das schrieb die „Rheinische Post“.|Die Agentur dpa auch.",
    "Die Verordnung (EG) Nr. 883/2004 gilt.",
    "Laut St. Pöltner Polizei war es ruhig.",
    "Das Gesetz gilt gem. § 5 BGB.|Es ist alt.",
    "Vgl. Meyer, S. 12 ff. und öfter.",
    "Die USA und Großbritannien u. a. Staaten stimmten zu.",
    "Sie lebten im 3. Jh. v. Chr. in Rom.",
    "Zum 25. Mal fand das Fest statt.",
    "Bis zum 31. Dez. ist Zeit.",
    "Es gab 12 Tote.|2015 waren es 8.",
    "Es gab sie bis 2014.|2015 nicht mehr.",
    "1. Einleitung und Zweck",
    "- erster Punkt\n|- zweiter Punkt",
    "Die Stadt wuchs.[3]|Danach schrumpfte sie.",
    "»Komm!«|Er kam.",
    "Der Redner – Dipl.-Ing. Maier – schwieg.",
    "Inkl. MwSt. und zzgl. Versand kostet es 10 €.",
    "Er zahlte bzw. Sie zahlten.",
    "Geb. Schmidt, lebte sie in Ulm.",
]
ENGLISH = [
    "Mr. Smith left.|He was tired.",
    "He lives in the U.S. and works for Acme Inc. in Ohio.",
    "He works for Acme Inc.|He likes it.",
    "They met at 5 p.m.|The talks failed.",
    "See Fig. 3 for details.|It shows growth.",
    "Prices rose by approx. 5 percent.",
    "Cf. Miller, pp. 12 and 14.",
    "It grew by 3.5 percent.|Then it fell.",
    "“Stop!” he cried.|Nobody did.",
    "“We will act.”|The minister left.",
    "J. K. Rowling wrote it.",
    "Many animals, e.g. cats, sleep a lot.|Dogs do, i.e. less.",
    "In Washington D.C. there is a museum.",
    "It was founded in 1995.|Two years later it closed.",
    "No. 5 is alive.",
    "Dr. Brown vs. Prof. White was the match.",
    "Is it true?|Yes.|It is!",
    "On Sept. 11 the talks began.",
    'She said "No."|Then she left.',
]


@pytest.mark.parametrize("marked", GERMAN + ENGLISH)
def test_a_sentence_ends_where_a_reader_would_end_it(marked: str) -> None:
    pieces = [piece.strip() for piece in marked.split("|")]
    text = " ".join(pieces) if "\n" not in marked else marked.replace("|", "")
    assert [span.slice(text) for span in split_sentences(text)] == pieces


def test_spans_count_from_the_offset() -> None:
    text = "vorher Ein Satz. Noch einer."
    assert [span.slice(text) for span in split_sentences(text[7:], offset=7)] == ["Ein Satz.", "Noch einer."]


def test_blank_text_has_no_sentence() -> None:
    assert split_sentences(" \n\t ") == ()


def test_an_endless_sentence_is_cut_at_blanks() -> None:
    text = "wort " * 1_000
    spans = split_sentences(text)
    assert max(len(span) for span in spans) <= MAXIMUM_SENTENCE_CHARACTERS
    assert all(set(span.slice(text).split()) == {"wort"} for span in spans)
