"""What a question leaves out: whether it is complete, and if not, what kind of thing is missing.

Pure: knows words, nothing of earlier turns, of documents and of time. ``conversation`` fills the gap found here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from bot.dialogue.wording import (
    ARTICLES,
    AUXILIARIES,
    COPULAS,
    PREPOSITIONS,
    QUESTION_WORDS,
    ClauseWord,
    is_mention,
    read_words,
    without_opener,
    word_set,
)
from retrieval import guess_language

LONGEST_ELLIPSIS: Final = 200


class Gap(StrEnum):
    """What a question leaves to the turns before."""

    NOTHING = "nothing"
    PERSON = "person"
    THING = "thing"
    PLACE = "place"
    SUBJECT = "subject"
    FRAME = "frame"


_ABOUT = re.compile(r"^(?:was ist mit|wie (?:sieht|steht|ist) es mit|what about|how about)\b")
_BARE_PHRASE: Final = 4
_FRAGMENT_WORDS: Final = 3
_POINTED_WORDS: Final = 3
_COUNTING = re.compile(r"^(?:\S+ )?(?:wie ?viele?|welche[rsnm]?|wessen|how (?:many|much)|which|what|whose) \S+$")
_DIALOGUE: Final = word_set("du dich dir dein deine ich mich mir wir uns you your me i we us")
_PARTICIPLE = re.compile(r"^\w*(?:ge|be|ver|er|ent|zer)\w+(?:t|en)$|^\w+(?:iert|ed|en)$")
_ADJECTIVE = re.compile(r"^\w+(?:ig|lich|isch|bar|sam|iert|haft|los|able|ible|ful|ive|ed)$")
_INFLECTED = re.compile(r"^\w+(?:e|en|er|es|em)$")
_INFINITIVE = re.compile(r"^zu$|^(?:\w{2,}zu)\w+en$")
_ATTRIBUTE = re.compile(r"^\w+(?:te|ten|ene|enen|nde|nden)$")

_SUBORDINATE: Final = word_set(
    "als wenn nachdem bevor waehrend obwohl weil when after before while although because if"
)
_CORRELATES: Final = word_set("dass ob wie wenn weil wer was that to how if whether when")

_PERSONS: Final = {"de": word_set("er ihn ihm sie ihr ihnen"), "en": word_set("he him she they them her")}
_POSSESSIVES: Final = {
    "de": word_set("sein seine seinem seinen seiner seines ihr ihre ihrem ihren ihrer ihres"),
    "en": word_set("his her their its"),
}
_PLACES: Final = {"de": word_set("dort dorthin dorther"), "en": word_set("there")}
_ADVERBS: Final = {
    "de": word_set(
        """daran darauf daraus dabei dadurch dafuer dagegen damit danach daneben darin darueber darum darunter davon
        davor dazu dahinter"""
    ),
    "en": word_set("thereof thereby afterwards"),
}
_THINGS: Final = {"de": word_set("es"), "en": word_set("it")}
_POINTERS: Final = {
    "de": word_set("das dies diese dieser dieses diesem diesen jener jene jenes"),
    "en": word_set("this that these those"),
}
_EXPLETIVE: Final = word_set(
    """gibt gab gaebe geht ging handelt handelte kam kommt kommen regnet is was are were does did true"""
)
_POLITE_AFTER: Final = word_set("mir uns bitte")
_SECOND_PERSON: Final = word_set("koennt seid habt wisst wollt muesst duerft sollt kennt macht")
_HERE_AND_NOW: Final = word_set(
    """text artikel dokument beitrag datei bericht jahr monat woche tag jahres zeit fall article document file report
    page year month week time day"""
)


def gap(question: str) -> Gap:
    """What a question leaves out, by these rules; the first that fits decides.

    1. A long question (more than 200 characters) is complete.
    2. *Frame*: „Und …“, „Was ist mit …“, "What about …" with at most three words of its own and neither a question
       word nor an auxiliary, and a bare preposition with its noun („In Berlin?“): a term for the question before.
    3. *Person*, *place*, *thing*: a pronoun or pronominal adverb whose antecedent is not in the question. It is there
       if an earlier clause names something („Was tat Tokajew, als er …“); a possessive is also content with a name
       in its own clause („Wie begründet Schmid seine Kritik?“), and „daran, dass“ points forward. No such pronouns
       are the polite „Sie“ and „Ihr“, „es“ in „es gibt“ or „worum geht es“, „das“ before a noun, "there" in "there
       is", "that" before a clause, and „dieser Artikel“ or "this year", which point to what is at hand. „dieser
       Gipfel“ is open only if nothing else is named.
    4. *Subject*: only a question word („Und wann?“, „Seit wann?“, "How many?"), a counted noun („Wie viele
       Verletzte?“), or no noun and no name at all: at most one word of its own beside the question word („Wer nimmt
       teil?“), two behind an opener. What names something after „ist“ is complete, however it is spelt („wer ist
       tokajew“).
    5. Everything else is complete. In doubt a question is complete: a term too many misleads, a term too few shows.

    >>> gap("Und wer nimmt daran teil?"), gap("Wovor warnte er?"), gap("Und in Berlin?"), gap("and when?")
    (<Gap.THING: 'thing'>, <Gap.PERSON: 'person'>, <Gap.FRAME: 'frame'>, <Gap.SUBJECT: 'subject'>)
    >>> gap("Wer hat das Haus gebaut?"), gap("Was sagte Schmid, als er gefragt wurde?")
    (<Gap.NOTHING: 'nothing'>, <Gap.NOTHING: 'nothing'>)
    """
    words = read_words(question)
    if not words or len(question) > LONGEST_ELLIPSIS:
        return Gap.NOTHING
    if fragment(words):
        return Gap.FRAME
    language = guess_language(question)
    for place, word in enumerate(words):
        kind = _pronoun(words, place, language)
        if kind is not Gap.NOTHING and not _answered_within(words, place, word, language):
            return kind
    return Gap.SUBJECT if _lacks_subject(words) else Gap.NOTHING


def fragment(words: Sequence[ClauseWord]) -> tuple[ClauseWord, ...]:
    """The words that a fragment puts into the question before; empty if the question is none."""
    rest = tuple(without_opener(words))
    about = _ABOUT.match(" ".join(word.form for word in rest))
    if about:
        rest = rest[len(about[0].split()) :]
        rest = rest[:-1] if rest and rest[-1].form == "aus" else rest
    elif len(rest) == len(words) and not (words[0].form in PREPOSITIONS and len(words) <= _BARE_PHRASE):
        return ()
    forms = {word.form for word in rest}
    if forms & (QUESTION_WORDS | AUXILIARIES) or any(_is_deictic(word) for word in rest):
        return ()
    return rest if 1 <= sum(word.is_content for word in rest) <= _FRAGMENT_WORDS else ()


def _is_deictic(word: ClauseWord) -> bool:
    return any(word.form in table[code] for table in (_PERSONS, _PLACES, _ADVERBS, _THINGS) for code in table)


def _pronoun(words: Sequence[ClauseWord], place: int, language: str) -> Gap:
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else None
    before = words[place - 1].form if place else ""
    after = following.form if following else ""
    polite = (place > 0 and word.is_capital and language == "de") or (len(word.text) > 1 and word.text.isupper())
    if polite or (word.form in ("sie", "ihr") and (after in _POLITE_AFTER or before in _SECOND_PERSON)):
        return Gap.NOTHING
    if word.form in _POSSESSIVES[language] and following and following.is_content:
        return Gap.PERSON
    if word.form in _PERSONS[language]:
        return Gap.NOTHING if word.form == "sie" and word.is_capital else Gap.PERSON
    if word.form in _PLACES[language]:
        return Gap.NOTHING if language == "en" and _is_existential(words, before, after) else Gap.PLACE
    if word.form in _ADVERBS[language]:
        return Gap.THING
    if word.form in _THINGS[language]:
        return Gap.NOTHING if _is_expletive(words, place, language) else Gap.THING
    if word.form in _POINTERS[language] and _points_back(words, place, language):
        return Gap.THING
    return Gap.NOTHING


def _is_existential(words: Sequence[ClauseWord], before: str, after: str) -> bool:
    counted = words[0].form == "how"
    return bool({before, after} & _EXPLETIVE) and (bool(after) or counted)


def _is_expletive(words: Sequence[ClauseWord], place: int, language: str) -> bool:
    neighbours = {word.form for word in (*words[max(0, place - 1) : place], *words[place + 1 : place + 2])}
    later = words[place + 1 :]
    if language == "de":
        return bool(neighbours & _EXPLETIVE or {word.form for word in later} & {"gibt", "gab"})
    # "is it true that", "what does it take to win": the clause behind is what "it" stands for.
    return any(
        word.form in ("that", "when", "if") or (word.form == "to" and (other.form == "be" or not other.is_capital))
        for word, other in itertools.pairwise(later)
    )


def _points_back(words: Sequence[ClauseWord], place: int, language: str) -> bool:
    word, rest = words[place], words[place + 1 :]
    new_clause = place > 0 and words[place - 1].clause != word.clause
    if not rest:
        return True
    if new_clause or (word.form == "those" and any(is_mention(words, i) for i in range(place))):
        return False
    if word.form in ("das", "that"):
        return _stands_alone(words, place, language)
    governed = next((other for other in rest if other.is_content), None)
    if governed is None or not rest[0].is_content:
        return True
    if any(other.form in _HERE_AND_NOW for other in rest[:2]):
        return False
    others = [w for i, w in enumerate(words) if is_mention(words, i) and w not in rest[:2]]
    return not others and sum(w.is_content for w in words) <= _POINTED_WORDS


def _stands_alone(words: Sequence[ClauseWord], place: int, language: str) -> bool:
    rest = words[place + 1 :]
    before = words[place - 1].form if place else ""
    forms = {word.form for word in words}
    if language == "en":
        return before in AUXILIARIES and sum(word.is_content for word in rest) <= 1
    following = rest[0]
    if following.form in ("eine", "andere", "alte", "erste") or following.is_capital:
        return False
    if not following.is_content:
        # „das in Wien aufgeführte Stück“: an article far from its noun.
        threes = zip(rest, rest[1:], rest[2:], strict=False)
        return not any(
            noun.is_capital and _ATTRIBUTE.match(word.form) and first.form not in ARTICLES
            for first, word, noun in threes
        )
    if len(rest) > 1 and _INFLECTED.match(following.form):
        return False
    return bool(forms & AUXILIARIES) and bool(_PARTICIPLE.match(following.form))


def _answered_within(words: Sequence[ClauseWord], place: int, pronoun: ClauseWord, language: str) -> bool:
    before = [i for i in range(place) if is_mention(words, i)]
    if any(words[i].clause < pronoun.clause for i in before):
        return True
    following = words[place + 1] if place + 1 < len(words) else None
    possessive = pronoun.form in _POSSESSIVES[language] and following is not None and following.is_content
    named = before or (language == "en" and place > 1 and words[1].is_content)
    if named and (possessive or words[place - 1].form == "with"):
        return True
    later = [i for i in range(place + 1, len(words)) if words[i].clause > pronoun.clause]
    if later and pronoun.form in _ADVERBS[language] | _THINGS[language]:
        return words[later[0]].form in _CORRELATES or any(_INFINITIVE.match(words[i].form) for i in later)
    # „Als er Präsident wurde, was tat Tokajew?“: the name may come after a subordinate clause.
    return words[0].form in _SUBORDINATE and any(is_mention(words, i) for i in later)


def _lacks_subject(words: Sequence[ClauseWord]) -> bool:
    rest = without_opener(words)
    forms = {word.form for word in rest}
    if not forms & QUESTION_WORDS or forms & _DIALOGUE:
        return False
    opened = len(rest) < len(words)
    if not opened and "es" in forms:
        return False
    if any(word.text == "Sie" for word in rest):
        return False
    content = [word for word in rest if word.is_content]
    if _COUNTING.match(" ".join(word.form for word in rest)) and len(content) <= 1:
        return True
    if any(is_mention(rest, place) for place in range(len(rest))) or len(content) > 1 + opened:
        return False
    # Typed without capitals, a name behind a copula looks like any other word.
    return not content or not forms & COPULAS or all(_ADJECTIVE.match(word.form) for word in content)
