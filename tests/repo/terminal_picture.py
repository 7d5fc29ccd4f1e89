"""The picture of the README, drawn from what ``beleg chat`` prints: ``python -m tests.repo.terminal_picture``."""

from __future__ import annotations

import io
import tempfile
from html import unescape
from pathlib import Path
from re import findall, sub
from shutil import copy

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from tests.conftest import ARTICLE, ROOT
from tests.e2e.conftest import Place

PICTURE = ROOT / "docs" / "terminal.svg"
COLUMNS = 92
MARGIN = 2
QUESTIONS = (
    "Wer rief zur Überprüfung der Beziehungen zu Kasachstan auf?",
    "Wovor warnte er?",
    "Wie viele Einwohner hat Kasachstan?",
)

SVG = """\
<svg class="{unique_id}" viewBox="0 0 {width} {height}" role="img" xmlns="http://www.w3.org/2000/svg">
<title>beleg chat</title>
<style>
.{unique_id}-matrix {{
font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px;
line-height: {line_height}px;
}}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""That of rich without its fonts from the network: whoever opens the picture loads nothing else."""


def session(place: Place) -> str:
    """A chat over the article, as a terminal with colours gets it."""
    typed = "".join(f"{question}\n" for question in QUESTIONS).encode()
    run = place.beleg("chat", stdin=typed, FORCE_COLOR="1", COLUMNS=str(COLUMNS), TERM="xterm-256color")
    return "\x1b[2m$\x1b[0m beleg chat\n" + run.stdout.rstrip()


def drawn(output: str) -> str:
    """The picture of a terminal with this output."""
    console = Console(record=True, width=COLUMNS + MARGIN, file=io.StringIO(), color_system="truecolor")
    console.print(Text.from_ansi(output), highlight=False)
    return console.export_svg(title="beleg chat", theme=DIMMED_MONOKAI, code_format=SVG, unique_id="terminal")


def words_of(picture: str) -> list[str]:
    """The words that a picture shows, in their order."""
    shown = " ".join(findall(r"<text[^>]*>(.*?)</text>", picture))
    return unescape(sub(r"<[^>]+>", "", shown)).replace("\N{NO-BREAK SPACE}", " ").split()


def main() -> None:
    """Draw the picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        place.seeds.mkdir()
        copy(ARTICLE, place.seeds)
        PICTURE.write_text(drawn(session(place)), encoding="utf-8")


if __name__ == "__main__":
    main()
