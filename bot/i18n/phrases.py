"""What a sentence in two languages is: the mechanics behind ``strings``, without a sentence of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence in both languages; the names in braces are the same in both."""

    de: str
    en: str

    def say(self, language: Language, /, **values: object) -> str:
        """The sentence in a language, with its values; numbers are written without decimals.

        >>> Phrase("{n} Zeichen", "{n} characters").say("de", n=100000)
        '100.000 Zeichen'
        """
        said = {
            name: number(value, language) if isinstance(value, (int, float)) else value
            for name, value in values.items()
        }
        return (self.de if language == "de" else self.en).format(**said)


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun with its number: ``one`` is for exactly one, ``many`` for everything else."""

    one: Phrase
    many: Phrase

    def say(self, language: Language, count: int) -> str:
        """The number and the noun, as in ``1 Dokument`` or ``2 documents``."""
        return (self.one if count == 1 else self.many).say(language, count=count)


def number(value: float, language: Language, digits: int = 0) -> str:
    """A number as the language writes it.

    >>> number(1234.5, "de", 2), number(1234.5, "en", 2)
    ('1.234,50', '1,234.50')
    """
    # Adding zero turns a rounded -0.0 into 0.0.
    english = f"{round(value, digits) + 0.0:,.{digits}f}"
    return english.translate(str.maketrans(",.", ".,")) if language == "de" else english
