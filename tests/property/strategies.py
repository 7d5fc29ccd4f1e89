"""Documents as people and their enemies write them."""

from __future__ import annotations

from hypothesis import strategies as st

from retrieval.documents.records import Document

PIECES = [
    "Der Rat tagt am 11. Januar.",
    "Das gilt z. B. nach Art. 5 Abs. 2.",
    "„Nein!“, sagte sie.",
    "China begrüßt hartes DurchgreifenDer Präsident lobte ihn sehr.",
    "- Punkt\n\n- noch ein Punkt",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```\nx\n\ny\n```",
    "# Titel",
    "## Zweiter *Titel*",
    "Titel\n=====",
    "wort " * 60,
    "x" * 300,
    "\u202egespiegelt\u202c und \u200bunsichtbar",
    "---",
    "[link]: http://example.org",
    "<div>\n\nHTML\n</div>",
    "1. erstens\n2. zweitens",
    "\x00\x1b[31m",
    "Ende ohne Punkt",
    "!?… „“ »«",
]
SEPARATORS = ["\n\n", "\n", " ", "\n \t\n", "\r\n\r\n", "\u2028", "\n\n\n\n", ""]

texts = st.one_of(
    st.text(max_size=400),
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SEPARATORS)), max_size=12).map(
        lambda parts: "".join(piece + separator for piece, separator in parts)
    ),
)

documents = st.builds(
    Document,
    id=st.just("a.md"),
    title=st.just("a"),
    text=texts,
    sha256=st.just(""),
    media_type=st.sampled_from(["text/plain", "text/markdown"]),
    language=st.sampled_from(["de", "en", "fr"]),
)
