"""German text of any length with soft hyphens: the same for the same seed, and of nobody's writing."""

from __future__ import annotations

import random

_WORDS = """
der die das ein eine und oder mit für auf nach bei unter seit ohne gegen wäh|rend nicht auch noch im|mer wie|der
Bun|des|re|gie|rung Ver|wal|tung Bürger|meis|te|rin Ge|mein|de|rat Stra|ßen|bau|amt Öf|fent|lich|keit Haus|halts|plan
Ge|büh|ren|ord|nung Was|ser|ver|sor|gung Ab|fall|wirt|schaft Grund|stück Eigen|tü|me|rin Müll|ton|ne Fried|hof
Kin|der|ta|ges|stät|te Feuer|wehr Biblio|thek Markt|platz Rat|haus Schwimm|bad Sport|hal|le Ver|an|stal|tung
be|schließt ge|neh|migt prüft über|wacht ver|öf|fent|licht be|rät ent|schei|det un|ter|stützt för|dert er|hebt
re|gel|mä|ßig jähr|lich schrift|lich kos|ten|los öf|fent|lich zu|stän|dig ge|mein|sam recht|zei|tig voll|stän|dig
Nord-Süd-Ge|fäl|le Rhein-Main-Ge|biet E-Mail-Adres|se Kfz-Stell|platz 2026 12,50
""".split()


def german_text(seed: int, sentences: int) -> str:
    """Sentences of German words; a soft hyphen wherever a word may be divided."""
    source = random.Random(seed)
    return " ".join(_sentence(source) for _ in range(sentences))


def without_soft_hyphens(text: str) -> str:
    """The text as it is read."""
    return text.replace("\u00ad", "")


def _sentence(source: random.Random) -> str:
    words = [source.choice(_WORDS).replace("|", "\u00ad") for _ in range(source.randint(6, 18))]
    if source.random() < 0.2:
        words[3:3] = ["Ein-", "und", "Aus\u00adgang"]
    first = words[0][0].upper() + words[0][1:]
    return f"{' '.join([first, *words[1:]])}."
