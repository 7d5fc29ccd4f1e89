"""How two scores become one, within a language and across."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.answering.fusion import ACROSS_LANGUAGES, WITHIN_LANGUAGE, fuse


def fused(lexical: float, cosine: float, *, same_language: bool) -> float:
    return float(fuse(np.float32([lexical]), np.float32([cosine]), np.array([same_language]))[0])


def test_meaning_counts_more_across_languages_than_within() -> None:
    assert ACROSS_LANGUAGES > WITHIN_LANGUAGE
    assert fused(0.0, 1.0, same_language=False) > fused(0.0, 1.0, same_language=True)
    assert fused(1.0, 0.0, same_language=False) < fused(1.0, 0.0, same_language=True)


def test_the_score_is_a_weighted_mean() -> None:
    assert fused(0.5, 0.5, same_language=True) == pytest.approx(0.5)
    assert fused(1.0, 0.0, same_language=True) == pytest.approx(1 - WITHIN_LANGUAGE)


def test_a_passage_that_means_the_contrary_is_no_worse_than_one_that_means_nothing() -> None:
    assert fused(0.4, -0.9, same_language=True) == fused(0.4, 0.0, same_language=True)


def test_scores_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="do not match"):
        fuse(np.zeros(2, np.float32), np.zeros(1, np.float32), np.zeros(2, bool))
