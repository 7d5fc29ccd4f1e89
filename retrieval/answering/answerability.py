"""How far the documents support an answer: evidence about one question, weighed into 0..1.

Knows numbers only; ``reading`` gathers them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class AnswerabilityFeatures:
    """What speaks for the chosen sentence and what against it, each in 0..1.

    For it: ``sentence`` and ``paragraph``, the shares of the question's terms, weighted by rareness, that stand in
    the sentence and in its paragraph; ``terms``, the same of the paragraph without weights; ``score``, the fused
    score of the paragraph; ``margin``, how far the best sentence of any other paragraph lies behind; ``contrast``,
    how much nearer in meaning to the question the sentence is than the other good ones (a difference of cosines, so
    the scale of the encoder does not matter).

    Against it: ``rarest_missing``, the largest share of a single missing term; ``missing_numbers``, 1 if a number of
    the question stands nowhere in the paragraph; ``missing_names``, the share of the missing capitalised terms;
    ``brief_and_missing``, 1 if the question has at most three terms and the paragraph not all of them;
    ``lacks_asked``, how surely the sentence lacks the date, number or duration that is asked for.
    """

    sentence: float
    paragraph: float
    terms: float
    score: float
    margin: float
    contrast: float
    rarest_missing: float
    missing_numbers: float
    missing_names: float
    brief_and_missing: float
    lacks_asked: float


_WITHIN: Final = AnswerabilityFeatures(
    sentence=0.4,
    paragraph=1.9,
    terms=1.9,
    score=4.6,
    margin=3.4,
    contrast=4.5,
    rarest_missing=0.0,
    missing_numbers=-1.3,
    missing_names=-1.8,
    brief_and_missing=-0.8,
    lacks_asked=-5.0,
)
_WITHIN_BIAS: Final = -5.2
_ACROSS: Final = AnswerabilityFeatures(
    sentence=2.4,
    paragraph=0.0,
    terms=4.3,
    score=0.0,
    margin=1.8,
    contrast=3.2,
    rarest_missing=-2.1,
    missing_numbers=-1.1,
    missing_names=-2.5,
    brief_and_missing=-0.3,
    lacks_asked=-3.0,
)
_ACROSS_BIAS: Final = -4.0
_STEEPEST: Final = 30.0
_NAMES: Final = tuple(field.name for field in fields(AnswerabilityFeatures))


def support(evidence: AnswerabilityFeatures, *, across: bool = False) -> float:
    """The evidence weighed by a logistic function.

    At 0.5, about one in ten of the questions whose paragraph is missing would get an answer (``calibration``).

    The weights are those of a logistic regression between questions with their paragraph in the corpus and the same
    questions with it removed, rounded.

    Parameters
    ----------
    evidence
        About one question.
    across
        Whether question and paragraph differ in language: then words match less, and meaning must do.

    Returns
    -------
    float
        In 0..1.

    Examples
    --------
    >>> support(AnswerabilityFeatures(1, 1, 1, 0.8, 0.4, 0.3, 0, 0, 0, 0, 0)) > 0.9
    True
    >>> support(AnswerabilityFeatures(0.2, 0.4, 0.4, 0.2, 0.1, 0.1, 0.5, 1, 0.3, 1, 1)) < 0.1
    True
    """
    weights, bias = (_ACROSS, _ACROSS_BIAS) if across else (_WITHIN, _WITHIN_BIAS)
    total = bias + sum(getattr(weights, name) * getattr(evidence, name) for name in _NAMES)
    return 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, total))))
