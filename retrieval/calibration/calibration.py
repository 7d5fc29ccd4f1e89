"""How sure an answer must be: the abstention threshold of a corpus, learned from questions that it asks itself.

Each question is asked twice: with its paragraph in the index, so it can be answered, and with the paragraph hidden, so
it only looks as if it could. A false answer is one that is given in the second case. What is kept does not depend on
the target false-answer rate, so another rate does not need a new build.

A large corpus is asked in shards (``shards``), each about itself: what was measured in one holds until one of its own
documents changes, so a small change costs little, and the outcome still depends on the documents alone. Support hardly
depends on how much else there is, so a shard may stand for the whole. Knows indexes and synthetic questions; how
support comes about is for the caller to say. No clock, no randomness.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, pstdev
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retrieval.calibration.masking import mask_of
from retrieval.calibration.metrics import auroc
from retrieval.calibration.shards import LARGEST_SHARD, shard_count, shards_of
from retrieval.calibration.synthetic_questions import ParagraphText, SyntheticQuestion, evenly, make_questions
from retrieval.index.index import Index
from retrieval.index.span_tables import paragraph_from
from retrieval.weights import weights

AnswerSupport = Callable[[Index, str, NDArray[np.bool_] | None], float]
"""An index, a question and a mask of passages that must not be found to the support of the answer, 0..1."""

FALSE_ANSWER_RATE: Final = 0.10
"""The rate at which the prior threshold is support 0.5."""
SEPARABLE_FROM: Final = 0.8
"""Below this AUROC the corpus cannot tell its own questions apart, and nothing is learned from them."""
FEWEST_QUESTIONS: Final = 12
MOST_QUESTIONS: Final = 300
_PASSAGES_A_QUESTION: Final = 200
_PARAGRAPHS_A_QUESTION: Final = 2
_FEWEST_OF_A_SHARD: Final = 6
_LOWEST_RATE: Final = 0.001
_DIGITS: Final = 4
_SURE: Final = 13.8
"""The logit of a support of 0.999999: more would let one question outweigh all others."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the logits of support lie, and how far apart: mean and standard deviation of a normal distribution."""

    location: float
    scale: float

    @classmethod
    def of(cls, logits: Sequence[float]) -> Spread:
        """The spread of at least one logit, rounded so that it reads well in a manifest."""
        return cls(round(fmean(logits), _DIGITS), round(pstdev(logits), _DIGITS))


_WEIGHTS: Final = weights("calibration_prior")
_PRIOR_WEIGHT: Final = _WEIGHTS["questions"]
"""The prior counts as so many questions: fewer do worse where a corpus can be asked little."""
_PRIOR_UNANSWERABLE: Final = Spread(
    -_WEIGHTS["unanswerable_scale"] * NormalDist().inv_cdf(1 - FALSE_ANSWER_RATE), _WEIGHTS["unanswerable_scale"]
)
"""One question in ten has a support of 0.5 or more; the scale is that of people's questions (XQuAD) around there."""
_PRIOR_ANSWERABLE: Final = Spread(_WEIGHTS["answerable_location"], _WEIGHTS["answerable_scale"])
_HIDDEN_OFFSET: Final = _WEIGHTS["hidden_offset"]
"""People's questions without their paragraph find more support than synthetic ones: so much on XQuAD, on average."""
_PRESENT_OFFSET: Final = _WEIGHTS["present_offset"]
"""With their paragraph they find less."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a corpus's questions to itself showed.

    ``answerable`` and ``unanswerable`` are the spreads of the logits of support with the paragraph present and
    hidden, ``auroc`` how well they are apart (0.5 is chance), and ``questions`` how many sentences were asked about.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """

    answerable: Spread
    unanswerable: Spread
    auroc: float
    questions: int

    def __post_init__(self) -> None:
        spreads = (self.answerable, self.unanswerable)
        if not all(math.isfinite(spread.location) and 0 <= spread.scale < math.inf for spread in spreads):
            raise ValueError(f"a spread has a finite location and a scale of at least 0, got {spreads}")
        if not 0.0 <= self.auroc <= 1.0 or self.questions < 0:
            raise ValueError(f"AUROC lies in 0..1 and questions are counted from 0, got {self}")

    @property
    def separable(self) -> bool:
        """Whether there was anything to learn."""
        return self.questions > 0 and self.auroc >= SEPARABLE_FROM

    def threshold(self, rate: float = FALSE_ANSWER_RATE) -> float:
        """The support below which to abstain, so that of the hard unanswerable questions this share gets an answer.

        Parameters
        ----------
        rate
            The target false-answer rate, 0..1.

        Returns
        -------
        float
            In 0..1, lower for a higher rate.

        Raises
        ------
        ValueError
            If the rate is not in 0..1.
        """
        return _sigmoid(self._logit_threshold(rate))

    def expected_coverage(self, rate: float = FALSE_ANSWER_RATE) -> float:
        """The share of the answerable questions that get an answer at ``threshold(rate)``.

        Parameters
        ----------
        rate
            The target false-answer rate, 0..1.

        Returns
        -------
        float
            In 0..1.

        Raises
        ------
        ValueError
            If the rate is not in 0..1.
        """
        spread = self._believed(self.answerable, _PRIOR_ANSWERABLE, _PRESENT_OFFSET)
        return 1 - NormalDist(spread.location, spread.scale).cdf(self._logit_threshold(rate))

    def to_json(self) -> dict[str, Any]:
        """The calibration as values that JSON can hold."""
        return {
            "answerable": [self.answerable.location, self.answerable.scale],
            "unanswerable": [self.unanswerable.location, self.unanswerable.scale],
            "auroc": self.auroc,
            "questions": self.questions,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Calibration:
        """The calibration that ``to_json`` gave.

        Parameters
        ----------
        data
            What ``to_json`` gave, perhaps through a file.

        Returns
        -------
        Calibration
            An equal one.

        Raises
        ------
        KeyError
            If an entry is missing.
        TypeError
            If an entry is of another type.
        ValueError
            If a number is out of its range.
        """
        return cls(
            Spread(*map(float, data["answerable"])),
            Spread(*map(float, data["unanswerable"])),
            float(data["auroc"]),
            int(data["questions"]),
        )

    def _logit_threshold(self, rate: float) -> float:
        if not 0.0 <= rate <= 1.0:
            raise ValueError(f"a rate lies in 0..1, got {rate}")
        spread = self._believed(self.unanswerable, _PRIOR_UNANSWERABLE, _HIDDEN_OFFSET)
        # The tails of a normal distribution are endless: nobody can be promised a rate of 0 or 1.
        return NormalDist(spread.location, spread.scale).inv_cdf(1 - min(max(rate, _LOWEST_RATE), 1 - _LOWEST_RATE))

    def _believed(self, measured: Spread, prior: Spread, offset: float) -> Spread:
        """The mean of what was measured, corrected for how people ask, and the prior, by the numbers of questions."""
        share = self.questions / (self.questions + _PRIOR_WEIGHT) if self.separable else 0.0
        return Spread(
            share * (measured.location + offset) + (1 - share) * prior.location,
            share * measured.scale + (1 - share) * prior.scale,
        )


PRIOR: Final = Calibration(_PRIOR_ANSWERABLE, _PRIOR_UNANSWERABLE, 0.5, 0)
"""What is believed of a corpus that was not measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the questions of one shard showed: their logits of support with the paragraph present, and hidden."""

    present: tuple[float, ...]
    hidden: tuple[float, ...]


def calibrate(
    index: Index, answer_support: AnswerSupport, known: Mapping[str, Measured] | None = None
) -> dict[str, Measured]:
    """Ask a corpus questions made from its own sentences, with their paragraph and without it.

    Parameters
    ----------
    index
        Of the corpus.
    answer_support
        Called twice for each question: with all of an index, and with the question's paragraph masked.
    known
        What this function returned for an earlier index: shards that did not change are not asked again.

    Returns
    -------
    dict[str, Measured]
        By the fingerprint of each shard; the same for the same index, always.
    """
    known = known or {}
    # As many for all shards together as one index of this size would be asked, give or take the power of two.
    count = shard_count(len(index))
    fair = max(_FEWEST_OF_A_SHARD, question_count(count * LARGEST_SHARD) // count)
    return {
        shard.fingerprint: known.get(shard.fingerprint) or measure(shard.index(), answer_support, fair)
        for shard in shards_of(index)
    }


def measure(index: Index, answer_support: AnswerSupport, most: int) -> Measured:
    """Ask one index; ``most`` limits what its size allows. See ``calibrate``."""
    made = _questions(index, min(most, question_count(len(index))))
    present = [_logit(answer_support(index, asked.question, None)) for asked in made]
    hidden = [
        _logit(answer_support(index, asked.question, mask_of(index, {(asked.document_id, asked.paragraph)})))
        for asked in made
    ]
    return Measured(tuple(present), tuple(hidden))


def calibration_of(measured: Iterable[Measured]) -> Calibration:
    """What was measured in all shards, taken together; ``PRIOR`` where no question could be made."""
    every = list(measured)
    present = [logit for shard in every for logit in shard.present]
    hidden = [logit for shard in every for logit in shard.hidden]
    if not present:
        return PRIOR
    return Calibration(Spread.of(present), Spread.of(hidden), round(auroc(present, hidden), _DIGITS), len(present))


def question_count(passages: int) -> int:
    """How many questions cost at most a fifth of the build, which grows with the passages faster than a question does.

    >>> question_count(13), question_count(120), question_count(2_000), question_count(30_000)
    (12, 12, 22, 162)
    """
    return min(MOST_QUESTIONS, FEWEST_QUESTIONS + passages // _PASSAGES_A_QUESTION)


def _questions(index: Index, most: int) -> tuple[SyntheticQuestion, ...]:
    places = evenly(range(len(index.paragraphs)), _PARAGRAPHS_A_QUESTION * most)
    return make_questions([_paragraph_text(index, place) for place in places], most)


def _paragraph_text(index: Index, row: int) -> ParagraphText:
    paragraph = paragraph_from(index.paragraphs[row], index.documents, index.headings)
    document = index.document(paragraph.document_id)
    return ParagraphText(document.id, paragraph.number, paragraph.span.slice(document.text), document.language)


def _logit(support: float) -> float:
    if support <= 0.0 or support >= 1.0:
        return math.copysign(_SURE, support - 0.5)
    return round(min(_SURE, max(-_SURE, math.log(support / (1 - support)))), _DIGITS)


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
