"""From the best paragraphs to the sentences that answer, and how far they support an answer.

Knows candidates and questions, nothing of the index, of files or of how a citation looks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.answerability import AnswerabilityFeatures, support
from retrieval.answering.records import Reading, ScoredSentence
from retrieval.answering.term_matching import Encode, Weight, match_sentences, prepare_terms
from retrieval.text import analysis
from retrieval.text.question_types import PLAIN_KINDS, has_asked
from retrieval.text.spans import Span

PARAGRAPH_SHARE: Final = 0.5
SCORE_SHARE: Final = 0.8
ALIGNED_WITHIN: Final = 0.7
ALIGNED_ACROSS: Final = 1.0
"""How much a word counts that stands for a term by its meaning alone."""
KIND_BONUS: Final = 0.2
BEFORE_SHARE: Final = 0.4
COSINE_SHARE: Final = 0.6
SECOND: Final = 0.84
MAXIMUM_PER_PARAGRAPH: Final = 3
_LONGEST_QUESTION: Final = 2000
_BRIEF: Final = 3
_FOUND: Final = 0.5
_COMPARED: Final = 12
_USUAL_CONTRAST: Final = 0.1
"""Stands for the contrast where there is no encoder or nothing to compare."""

_LEANING = {
    "de": re.compile(
        r"[„“\"»(\s]*(?:Er|Sie|Es|Ihr\w{0,2}|Sein\w{0,2}|Dies\w{0,2}|Das|Dabei|Damit|Dadurch|Dort|Danach|Anschließend|Deren"
        r"|Dessen|Darunter|Dazu|Deshalb|Daher|Dennoch|Jedoch|Auch)\b"
    ),
    "en": re.compile(
        r"[“\"(\s]*(?:He|She|It|They|His|Her|Its|Their|This|These|That|Those|Then|Such|Therefore|However|Also)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that may answer.

    ``offset`` is where ``text`` begins in the document and ``sentences`` are spans of the document; ``score`` is the
    fused score.
    """

    document_id: str
    paragraph: int
    text: str
    offset: int
    sentences: tuple[Span, ...]
    language: str
    score: float

    def sentence(self, number: int) -> str:
        """The text of a sentence, counted from 0."""
        span = self.sentences[number]
        return self.text[span.start - self.offset : span.end - self.offset]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a candidate with what was found in it and around it.

    ``found`` and ``paragraph`` say how well each term of the question stands in the sentence and in its paragraph:
    shape (n_terms,), 0..1.
    """

    candidate: Candidate
    number: int
    found: NDArray[np.float64]
    paragraph: NDArray[np.float64]
    has_asked: bool
    score: float
    cosine: float | None = None


def read(
    question: str,
    language: str,
    candidates: Sequence[Candidate],
    weight: Weight,
    *,
    maximum_sentences: int = 3,
    encode: Encode | None = None,
) -> Reading:
    """Choose the sentences that answer.

    Parameters
    ----------
    question
        As it was typed.
    language
        Of the question.
    candidates
        Paragraphs, best first.
    weight
        How rare a stem is among the passages, as ``LexicalIndex.idf``.
    maximum_sentences
        Of all paragraphs together.
    encode
        Texts to unit vectors, for what words alone do not show; called with a few sentences, and with all
        words of the candidates, so it should remember what it has seen.

    Returns
    -------
    Reading
        The sentences, best first, and their support; nothing and 0 without candidates.
    """
    scored = score_sentences(question, language, candidates, weight, encode)
    return conclude(question, language, scored, weight, maximum_sentences)


def conclude(
    question: str, language: str, scored: Sequence[Scored], weight: Weight, maximum_sentences: int = 3
) -> Reading:
    """The second half of ``read``: from scored sentences to the chosen ones and their support."""
    if not scored:
        return Reading((), 0.0)
    across = language != scored[0].candidate.language
    return Reading(
        _choose(scored, maximum_sentences), support(gather(question, language, scored, weight), across=across)
    )


def score_sentences(
    question: str, language: str, candidates: Sequence[Candidate], weight: Weight, encode: Encode | None = None
) -> list[Scored]:
    """All sentences of the candidates, best first; ties keep the order of the candidates.

    A sentence scores the share of the question's terms, weighted by rareness, that it has; for less, those that
    only the sentence before it or its paragraph has, how near the paragraph's fused score is to the best one,
    whether the sentence has what is asked for, and the cosine of sentence and question.
    """
    question = question[:_LONGEST_QUESTION]
    best = max((candidate.score for candidate in candidates), default=0.0)
    scored: list[Scored] = []
    for code in analysis.unique([candidate.language for candidate in candidates]):
        prepared = prepare_terms(question, language, code, weight)
        same = [candidate for candidate in candidates if candidate.language == code]
        texts = [[candidate.sentence(number) for number in range(len(candidate.sentences))] for candidate in same]
        share = ALIGNED_WITHIN if code == language else ALIGNED_ACROSS
        for candidate, found in zip(same, match_sentences(prepared, texts, code, encode, share), strict=True):
            paragraph = found.max(axis=0, initial=0.0)
            relative = candidate.score / best if best > 0 else 0.0
            base = PARAGRAPH_SHARE * float(prepared.shares @ paragraph) + SCORE_SHARE * relative
            before = np.maximum(found, np.concatenate((found[:1], found[:-1])))
            shares = (found + BEFORE_SHARE * (before - found)) @ prepared.shares
            for number, share in enumerate(shares.tolist()):
                has = has_asked(prepared.kind, candidate.sentence(number), prepared.words)
                score = base + share + KIND_BONUS * has
                scored.append(Scored(candidate, number, found[number], paragraph, has, score))
    scored.sort(key=_by_score)
    if encode is not None and scored:
        scored[:_COMPARED] = _compare(question, scored[:_COMPARED], encode)
    return scored


def _by_score(sentence: Scored) -> float:
    return -sentence.score


def _compare(question: str, scored: Sequence[Scored], encode: Encode) -> list[Scored]:
    vectors = encode([question, *(sentence.candidate.sentence(sentence.number) for sentence in scored)])
    cosines = np.maximum(vectors[1:] @ vectors[0], 0).tolist()
    compared = [
        replace(sentence, score=sentence.score + COSINE_SHARE * cosine, cosine=cosine)
        for sentence, cosine in zip(scored, cosines, strict=True)
    ]
    return sorted(compared, key=_by_score)


def gather(question: str, language: str, scored: Sequence[Scored], weight: Weight) -> AnswerabilityFeatures:
    """The evidence for the best of the scored sentences."""
    best = scored[0]
    prepared = prepare_terms(question[:_LONGEST_QUESTION], language, best.candidate.language, weight)
    missing = prepared.shares * (1 - best.paragraph)
    plain = best.paragraph[prepared.plain]
    next_best = next((s.score for s in scored if s.candidate is not best.candidate), 0.0)
    others = [s.cosine for s in scored[1:_COMPARED] if s.cosine is not None]
    contrast = _USUAL_CONTRAST if best.cosine is None or not others else best.cosine - sum(others) / len(others)
    return AnswerabilityFeatures(
        sentence=float(prepared.shares @ best.found),
        paragraph=float(prepared.shares @ best.paragraph),
        terms=float(plain.mean()) if len(plain) else 0.0,
        score=_between_0_and_1(best.candidate.score),
        margin=_between_0_and_1(1 - next_best / best.score) if best.score > 0 else 0.0,
        contrast=_between_0_and_1(contrast),
        rarest_missing=float(missing.max(initial=0.0)),
        missing_numbers=float((prepared.numbers & (best.paragraph == 0)).any()),
        missing_names=float(missing[prepared.capitals].sum()),
        brief_and_missing=float(len(plain) <= _BRIEF and bool((plain < _FOUND).any())),
        lacks_asked=0.0 if best.has_asked else PLAIN_KINDS.get(prepared.kind, 0.0),
    )


def _between_0_and_1(value: float) -> float:
    return min(1.0, max(0.0, value))


def _choose(scored: Sequence[Scored], maximum: int) -> tuple[ScoredSentence, ...]:
    chosen: dict[tuple[str, int, int], ScoredSentence] = {}
    per_paragraph: dict[tuple[str, int], int] = {}

    def add(candidate: Candidate, number: int, score: float) -> None:
        place = (candidate.document_id, candidate.paragraph)
        key = (*place, number)
        if len(chosen) < maximum and key not in chosen and per_paragraph.get(place, 0) < MAXIMUM_PER_PARAGRAPH:
            chosen[key] = ScoredSentence(*place, candidate.sentences[number], score)
            per_paragraph[place] = per_paragraph.get(place, 0) + 1

    for sentence in scored:
        if sentence.score < SECOND * scored[0].score:
            break
        add(sentence.candidate, sentence.number, sentence.score)
    if scored:
        for number in _context(scored[0].candidate, scored[0].number):
            add(scored[0].candidate, number, 0.0)
    return tuple(chosen.values())


def _context(candidate: Candidate, number: int) -> list[int]:
    """The sentences without which this one is not understood: the one before, the rest of a quotation."""
    text = candidate.sentence(number)
    context = []
    leaning = _LEANING.get(candidate.language)
    if number > 0 and leaning and leaning.match(text):
        context.append(number - 1)
    if number + 1 < len(candidate.sentences) and text.count("„") > sum(map(text.count, "“”")):
        context.append(number + 1)
    return context
