"""What a question asks for, German and English, and whether a sentence has something of that kind.

Knows words and patterns, nothing of passages or scores.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from retrieval.text.analysis import fold, unique, words
from retrieval.text.word_lists import ENGLISH_MONTHS, GERMAN_MONTHS


class Asked(StrEnum):
    """The kind of thing that would answer a question."""

    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    DURATION = "duration"
    PLACE = "place"
    REASON = "reason"
    DEFINITION = "definition"
    YES_NO = "yes_no"
    LIST = "list"
    MANNER = "manner"
    OTHER = "other"


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{pattern})" for pattern in patterns))


_WHICH = r"\b(?:welche[nmrs]?|which|what) (?:\w+ ){0,2}?"

_RULES: Final[tuple[tuple[Asked, re.Pattern[str]], ...]] = (
    (
        Asked.DATE,
        _compiled(
            r"\b(?:wann|when)\b",
            _WHICH
            + r"\w*(?:jahr|jahre|jahren|jahrhundert|jahrhunderts|jahrzehnt|datum|monat|zeitpunkt|zeitraum|epoche)\b",
            r"\b(?:welche[nmr]|an welchem) (?:wochen)?tag\b",
            _WHICH + r"(?:years?|century|centuries|decade|date|day|month|time period|era)\b",
        ),
    ),
    (Asked.DURATION, _compiled(r"\b(?:wie|how) (?:lange?|long)\b")),
    (
        Asked.NUMBER,
        _compiled(
            r"\bwie ?viele?\b",
            r"\bhow (?:many|much|old|far|high|tall|large|big|often|fast|deep|heavy|wide)\b",
            r"\bwie (?:alt|weit|hoch|gross|oft|schnell|tief|schwer|breit|teuer|haeufig)\b",
            _WHICH + r"\w*(?:anteil|anzahl|zahl|menge|summe|betrag|prozentsatz|prozent|temperatur|hoehe|laenge"
            r"|wert|alter)\b",
            _WHICH
            + r"(?:percent|percentage|number|amount|proportion|fraction|temperature|population|age|price|cost)\b",
            r"\bwas kostete?n?\b|\bwhat is the (?:number|population|percentage)\b",
        ),
    ),
    (
        Asked.REASON,
        _compiled(
            r"\b(?:warum|weshalb|wieso|why|wozu)\b", _WHICH + r"\w*(?:gruenden?|grund|ursachen?|reasons?|cause)\b"
        ),
    ),
    (
        Asked.DEFINITION,
        _compiled(
            r"\bwofuer steht\b|\bwas (?:bedeutet|heisst|bezeichnet|versteht man)\b|\babkuerzung\b",
            r"\bwas (?:ist|sind) (?:\w+ ?){1,3}\??$",
            r"\bstands? for\b|\b(?:does|do) .{1,40} mean\b|\babbreviation\b|\bwhat (?:is|are) (?:\w+ ?){1,3}\??$",
        ),
    ),
    (
        Asked.PLACE,
        _compiled(
            r"\b(?:wo|wohin|woher|where)\b",
            _WHICH + r"\w*(?:land|laendern?|stadt|staedten?|ort|orten?|region|regionen|gebiete?|county|kontinent"
            r"|strasse|bundesstaat)\b",
            _WHICH + r"(?:country|countries|city|cities|place|places|town|state|continent|street|location|areas?)\b",
        ),
    ),
    (
        Asked.LIST,
        _compiled(
            r"^(?:nenne|nennen sie|zaehle|list|name)\b",
            r"\bwelche (?!\w+(?:e|er|es) )\w+(?:en|er|s|e)\b",
            r"\b(?:which|what) (?:two|three|four|five|are)\b|\bwelche (?:zwei|drei|vier|beiden)\b",
        ),
    ),
    (
        Asked.NAME,
        _compiled(
            r"\b(?:wer|wen|wem|wessen|who|whom|whose)\b",
            r"\bwie (?:heisst|hiess|heissen|hiessen|lautet|lautete|nennt|nannte|wird .{1,40} genannt)\b",
            r"\b(?:called|named|name of|what name|titled?)\b",
            _WHICH + r"\w*(?:name|namen|person|autor|praesident|koenig|kaiser|firma|unternehmen|gruppe"
            r"|organisation|partei|team)\b",
            _WHICH + r"(?:person|author|president|king|emperor|company|group|organi[sz]ation|party|team|player|book)\b",
        ),
    ),
    (Asked.MANNER, _compiled(r"\b(?:wie|how|wodurch|womit)\b")),
    (Asked.OTHER, _compiled(r"\b(?:was|what|which|welche[nmrs]?|wo\w+|in what)\b")),
    (
        Asked.YES_NO,
        _compiled(
            r"^(?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|koennen|darf"
            r"|muss|soll|gibt|gab)\b",
            r"^(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|should|may|must)\b",
        ),
    ),
)

_MONTHS = "|".join(unique([fold(month) for month in GERMAN_MONTHS + ENGLISH_MONTHS]))
_DAYS = r"(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATE = re.compile(
    rf"\b(?:1\d{{3}}|20\d\d)(?:er|ern|s)?\b|\b(?:{_MONTHS}|{_DAYS})\b|jahrhundert|\bcentur|jahrzehnt|\bdecades?\b"
    r"|\bv\. ?chr|\bbce?\b|\buhr\b|\b(?:gestern|heute|morgen|yesterday|today|tomorrow|ostern|easter)\b"
)
_NUMBER = re.compile(
    r"\d|\b(?:null|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|zehn|elf|zwoelf|\w*zig"
    r"|\w*hundert\w*|\w*tausend\w*|dutzende?|dutzenden)\b"
    r"|million|milliarde|billion|\b(?:haelfte|drittel|viertel|halbe?|doppelt\w*|prozent"
    r"|einzige[rnms]?|keine?|mehrere[rn]?|zahlreiche)\b"
    r"|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w*ty"
    r"|hundreds?|thousands?|dozens?)\b"
    r"|\b(?:half|third|quarter|percent|twice|double|several|single|no)\b"
)
_DURATION = re.compile(
    r"\b(?:\w*sekunden?|\w*minuten?|\w*stunden?|tage?|tagen|wochen?|monate?|monaten|jahre?"
    r"|jahren|\w*jahrzehnte?n?|\w*jahrhunderte?n?)\b"
    r"|\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|century|centuries)\b"
    r"|\b(?:\w*meter[ns]?|\w*metres?|meilen?|miles?|fuss|feet|foot|km|m|seit|bis|since|until)\b"
)
_REASON = re.compile(
    r"\b(?:weil|da|denn|wegen|aufgrund|infolge|daher|deshalb|deswegen|darum|damit|um|durch"
    r"|gegen|angesichts|grund|ursache|fuehrte|dass)\b"
    r"|\b(?:because|since|due|therefore|reason|so that|in order|result|caused?|led|thus|for|to)\b"
)
_DEFINITION = re.compile(
    r"\(|\b(?:ist|sind|bezeichnet|bedeutet|steht fuer|heisst|genannt|definiert|sogenannte\w*|bezeichnung)\b"
    r"|\b(?:is|are|means?|refers?|called|known|defined|stands for)\b"
)
_LIST = re.compile(r",.*\b(?:und|sowie|oder|and|or)\b|\b(?:und|sowie|and)\b")
_MANNER = re.compile(r"\b(?:durch|indem|mit|mittels|mithilfe|by|with|through|using|via)\b")
_PLACE = re.compile(
    r"\b(?:[Ii]n|[Ii]m|[Aa]us|[Nn]ach|[Bb]ei|[Aa]n|[Aa]m|[Vv]on|[Ff]rom|[Aa]t|[Nn]ear|[Tt]o"
    r"|[Oo]f|[Zz]u)(?: \w+)? ([A-ZÄÖÜ]\w+)"
)
_NAME = re.compile(r"(?<=[\w,“”\"„(] )[„\"“]?([A-ZÄÖÜ][\w’'-]+)")

KIND_WORDS: Final = frozenset(
    fold(word)
    for word in """
        jahr jahre jahren jahrhundert jahrzehnt datum tag monat zeitpunkt name namen begriff wort
        bezeichnung anzahl zahl anteil prozentsatz prozent menge art person personen ort land stadt grund
        year years date day month century decade word term number amount percentage percent kind type person
        people place city country reason lautet lautete steht stehen stand bedeutet called stand mean means
        referred
    """.split()
)
"""Words of a question that name the kind of answer rather than the subject."""

_BY_PATTERN: Final = {
    Asked.DATE: _DATE,
    Asked.NUMBER: _NUMBER,
    Asked.DURATION: _DURATION,
    Asked.REASON: _REASON,
    Asked.DEFINITION: _DEFINITION,
    Asked.LIST: _LIST,
    Asked.MANNER: _MANNER,
}
PLAIN_KINDS: Final = {Asked.NUMBER: 1.0, Asked.DATE: 0.7, Asked.DURATION: 0.7}
"""The kinds that words alone can tell, and how surely a sentence without such a word does not answer."""
_READ: Final = 1000


def asked(question: str) -> Asked:
    """What a question asks for: the first rule that fits, from the most telling question words to the least.

    A date (wann, "in welchem Jahr"), a duration or length ("wie lange"), a number ("wie viele", "welcher
    Anteil"), a reason (warum), a definition ("wofür steht", "what is X?"), a place (wo, "which city"), a list
    ("nenne", "welche Staaten"), a name (wer, "wie heißt", "which company"), a manner (any other wie); a
    question that begins with a verb asks yes or no.

    >>> asked("Wann ist der Online-Gipfel?"), asked("How many people were hurt?"), asked("Wofür steht OVKS?")
    (<Asked.DATE: 'date'>, <Asked.NUMBER: 'number'>, <Asked.DEFINITION: 'definition'>)
    """
    folded = " ".join(words(question[:_READ]))
    return next((kind for kind, pattern in _RULES if pattern.search(folded)), Asked.OTHER)


def has_asked(kind: Asked, sentence: str, question_words: frozenset[str]) -> bool:
    """Whether a sentence has something of the kind that a question asks for and does not say itself.

    Parameters
    ----------
    kind
        What the question asks for.
    sentence
        The sentence; its first 1,000 characters are read.
    question_words
        The folded words of the question.

    Returns
    -------
    bool
        True for a kind that no word shows.

    Examples
    --------
    >>> has_asked(Asked.DATE, "Er kam am 11. Januar.", frozenset({"wann", "kam", "er"}))
    True
    >>> has_asked(Asked.DATE, "Er kam im Januar.", frozenset({"wann", "kam", "er", "im", "januar"}))
    False
    """
    text = sentence[:_READ]
    if kind in (Asked.NAME, Asked.PLACE):
        pattern = _NAME if kind is Asked.NAME else _PLACE
        return any(fold(found) not in question_words for found in pattern.findall(text))
    if kind in PLAIN_KINDS:
        folded = " ".join(word for word in words(text) if word not in question_words)
        return _BY_PATTERN[kind].search(folded) is not None or (kind is Asked.NUMBER and "%" in text)
    if kind in _BY_PATTERN:
        return _BY_PATTERN[kind].search(fold(text)) is not None
    return True
