"""The memory of one chat: what an elliptic question takes over from the turns before.

Time is a parameter. Knows questions and cited text, nothing of engines, replies and transports; ``ellipsis`` says what
is missing.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.dialogue.ellipsis import Gap, fragment, gap
from bot.dialogue.wording import (
    LOCAL,
    PREPOSITIONS,
    QUESTION_WORDS,
    ClauseWord,
    Name,
    names,
    read_words,
    without_opener,
)
from retrieval import fold, guess_language

LIFETIME_SECONDS: Final = 30 * 60
MAXIMUM_TURNS: Final = 6
MAXIMUM_TERMS: Final = 8
LONGEST_EXPANSION: Final = 1_000
"""Characters: what is longer would be refused as a question, and was hardly one to follow up."""
_LONGEST_EVIDENCE: Final = 2_000
_LONG_NAME: Final = 3

_WHO = re.compile(
    r"^(?:(?:und|and|aber|but) )?(?:wer|who(?! (?:did|do|does|was|were) )|wie (?:heisst|hiess)"
    r"|(?:welche[rnms]?|which|what) (?:\w+ ){0,2}?\w*(?:praesident|politiker|sprecher|chef|minister|kanzler|koenig"
    r"|president|politician|spokesman|spokeswoman|minister|chancellor|king|queen|person|leader)(?:in)?)\b"
)
_MASCULINE: Final = frozenset("der den dem einen einem ein des eines".split())
_FEMININE: Final = frozenset("die der eine einer".split())
_MASCULINE_PRONOUNS: Final = frozenset("er ihn ihm sein seine seinem seinen seiner seines".split())


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn as it is remembered.

    ``question`` is what the engine was asked, ``evidence`` the cited text, most telling first, and ``seconds`` when.
    """

    question: str
    evidence: tuple[str, ...] = ()
    seconds: float = 0.0


class Conversation:
    """What one chat remembers, for a while.

    Parameters
    ----------
    lifetime_seconds
        A turn older than this is forgotten.
    maximum_turns
        As many turns are kept.
    """

    def __init__(self, lifetime_seconds: float = LIFETIME_SECONDS, maximum_turns: int = MAXIMUM_TURNS) -> None:
        self._lifetime = lifetime_seconds
        self._turns: deque[Exchange] = deque(maxlen=maximum_turns)

    def expand(self, question: str, now: float) -> str:
        """The question with what it takes over; itself, to the letter, if it is complete or nothing is remembered.

        Parameters
        ----------
        question
            As a person typed it.
        now
            Seconds on any clock that does not go back.

        Returns
        -------
        str
            What to ask the engine.
        """
        while self._turns and now - self._turns[0].seconds > self._lifetime:
            self._turns.popleft()
        return expand(question, tuple(self._turns))

    def remember(self, question: str, evidence: Iterable[str], now: float) -> None:
        """Keep a turn: the question as ``expand`` gave it, and the text that was cited, most telling first."""
        kept = tuple(text[:_LONGEST_EVIDENCE] for text in evidence)
        self._turns.append(Exchange(question, kept, now))

    def exchanges(self) -> tuple[Exchange, ...]:
        """What is remembered, earliest first, for whoever keeps it over a restart."""
        return tuple(self._turns)

    def restore(self, exchanges: Iterable[Exchange]) -> None:
        """Remember what ``exchanges`` gave, in place of everything else."""
        self._turns = deque(exchanges, maxlen=self._turns.maxlen)

    def forget(self) -> None:
        """Start over."""
        self._turns.clear()


def resolve(question: str, previous_questions: Sequence[str]) -> str:
    """The question with what it takes over from questions alone, earliest first, as ``beleg eval`` has them.

    >>> resolve("Und wer nimmt daran teil?", ["Wann ist der Online-Gipfel der Turkstaaten?"])
    'Und wer nimmt daran teil? (Online-Gipfel Turkstaaten)'
    >>> resolve("Und in Wien?", ["Was sagte Hoffmann in Berlin?"])
    'Was sagte Hoffmann in Wien?'
    >>> resolve("Wer hat das Haus gebaut?", ["Wann ist der Online-Gipfel?"])
    'Wer hat das Haus gebaut?'
    """
    turns: tuple[Exchange, ...] = ()
    for earlier in previous_questions:
        turns = (*turns, Exchange(expand(earlier, turns)))[-MAXIMUM_TURNS:]
    return expand(question, turns)


def expand(question: str, turns: Sequence[Exchange]) -> str:
    """A question with what it takes over from the turns before, earliest first.

    The terms stand in brackets behind the question; a fragment gives the question before with one term replaced. A
    person is looked for among the names of the question before, or in what was cited if that asked who; a
    place behind its preposition; a thing among the nouns; the subject is all that the question before was about.
    """
    missing = gap(question) if turns else Gap.NOTHING
    if missing is Gap.NOTHING:
        return question
    if missing is Gap.FRAME:
        expanded = _replaced(turns[-1].question, fragment(read_words(question)))
    else:
        own = {word.form for word in read_words(question)}
        taken = [term for term in dict.fromkeys(_terms(question, missing, turns)) if fold(term) not in own]
        expanded = f"{question} ({' '.join(taken[:MAXIMUM_TERMS])})" if taken else question
    return expanded if len(expanded) <= LONGEST_EXPANSION else question


def _terms(question: str, missing: Gap, turns: Sequence[Exchange]) -> list[str]:
    last = turns[-1]
    if missing is Gap.PERSON:
        terms = _person(question, turns)
    elif missing is Gap.PLACE:
        terms = _places(last.question) or _nouns(last.question)
    elif missing is Gap.THING:
        terms = _nouns(last.question)
    else:
        terms = _subject(last.question)
    return terms or _subject(last.question)


def _person(question: str, turns: Sequence[Exchange]) -> list[str]:
    pronouns = {word.form for word in read_words(question)}
    for turn in reversed(turns):
        asked_who = _WHO.match(" ".join(word.form for word in read_words(turn.question)))
        own = None if asked_who else _surest(names(turn.question), every=True)
        if own:
            return [_short(own, turn.evidence)]
        if not asked_who and _agrees(pronouns, turn.question):
            return _nouns(turn.question)
        known = {word.form for word in read_words(turn.question)}
        for text in turn.evidence:
            cited = _surest(name for name in names(text) if not known & set(fold(name.text).split()))
            if cited:
                return [_short(cited, turn.evidence)]
        if asked_who:
            return _subject(turn.question)
    return _nouns(turns[-1].question)


def _surest(found: Iterable[Name], *, every: bool = False) -> str:
    """The surest person, the first of equals; with ``every``, a name without article or preposition will do."""
    persons = [name for name in found if name.sureness or (every and not name.lead)]
    return max(persons, key=lambda name: name.sureness).text if persons else ""


def _short(name: str, evidence: Sequence[str]) -> str:
    """Of a long name the word the text goes on with: in full it would outweigh the rest of the question."""
    if len(name.split()) < _LONG_NAME:
        return name
    rest = " ".join(evidence).replace(name, "")
    repeated = [word for word in reversed(name.split()) if re.search(rf"\b{re.escape(word)}\b", rest)]
    return repeated[0] if repeated else name


def _agrees(pronouns: set[str], question: str) -> bool:
    """Whether a noun of the question has an article of the pronoun's gender; English articles have none."""
    if guess_language(question) == "en":
        return not pronouns & frozenset("he him his she her".split())
    wanted = _MASCULINE if pronouns & _MASCULINE_PRONOUNS else _FEMININE
    return any(word.form in wanted for word in read_words(question))


def _places(question: str) -> list[str]:
    return [name.text for name in names(question) if name.lead in LOCAL]


def _nouns(question: str) -> list[str]:
    """The nouns and names; where a language or a writer has no capitals for nouns, all words that say something."""
    content = _content(question)
    if guess_language(question) == "en":
        return [word.text for word in content]
    return [word.text for word in content if word.is_capital] or [word.text for word in content]


def _subject(question: str) -> list[str]:
    content = _content(question)
    if len(content) > MAXIMUM_TERMS:
        return _nouns(question)
    return [word.text for word in content]


def _content(question: str) -> list[ClauseWord]:
    return [word for word in without_opener(read_words(question)) if word.is_content]


def _replaced(question: str, put: Sequence[ClauseWord]) -> str:
    """The question with the words that ``put`` stands for replaced: behind the same preposition, or the first name."""
    new = " ".join(word.text for word in put)
    lead = put[0].form if put[0].form in PREPOSITIONS else ""
    end = len(question.rstrip(" ?!."))
    if lead:
        old = _behind(read_words(question), lead)
        if old:
            return question[: old[0].start] + new + question[old[1].end :]
        return f"{question[:end]} {new}{question[end:]}"
    plain = [name for name in names(question) if name.lead not in PREPOSITIONS | QUESTION_WORDS]
    if plain:
        best = max(plain, key=lambda name: name.sureness)
        return question.replace(best.text, new, 1)
    return f"{question[:end]} ({new}){question[end:]}"


def _behind(words: Sequence[ClauseWord], lead: str) -> tuple[ClauseWord, ClauseWord] | None:
    """The first and the last word of a preposition with its capitalised noun or name."""
    for place, word in enumerate(words):
        if word.form != lead:
            continue
        first = next((i for i in range(place + 1, min(place + 4, len(words))) if words[i].is_capital), None)
        if first is None:
            continue
        last = first
        while last + 1 < len(words) and words[last + 1].is_capital and words[last + 1].start == words[last].end + 1:
            last += 1
        return word, words[last]
    return None
