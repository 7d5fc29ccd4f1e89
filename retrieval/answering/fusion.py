"""How a lexical score and a cosine become one score. Knows arrays only."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.weights import weights

_WEIGHTS: Final = weights("fusion")
WITHIN_LANGUAGE: Final = _WEIGHTS["within_language"]
ACROSS_LANGUAGES: Final = _WEIGHTS["across_languages"]
"""The share of the cosine where question and passage share a language, and where they do not."""


def fuse(
    lexical: NDArray[np.float32], cosine: NDArray[np.float32], same_language: NDArray[np.bool_]
) -> NDArray[np.float32]:
    r"""One score a passage: a convex combination (Bruch, Gai and Ingber 2023),

    .. math:: s = (1 - w) \, lexical + w \, \max(0, cosine).

    Within a language words are the stronger evidence (w = 0.2); across languages only names and numbers look alike,
    the lexical score is small, and w is 0.4. Both sides are absolute, not scaled by the best passage of the
    question: a question about which the documents say nothing scores low everywhere.

    Parameters
    ----------
    lexical
        Shape (n,), float32, 0..1, as ``LexicalIndex.scores``.
    cosine
        Shape (n,), float32, -1..1; 0 for a passage without a vector.
    same_language
        Shape (n,), bool: whether the passage is in the language of the question.

    Returns
    -------
    array
        Shape (n,), float32, in 0..1.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> fuse(np.float32([1, 0]), np.float32([0.5, 0.5]), np.array([True, False])).round(2).tolist()
    [0.8999999761581421, 0.20000000298023224]
    """
    if not lexical.shape == cosine.shape == same_language.shape:
        raise ValueError(f"scores of shapes {lexical.shape}, {cosine.shape} and {same_language.shape} do not match")
    share = np.where(same_language, np.float32(WITHIN_LANGUAGE), np.float32(ACROSS_LANGUAGES))
    fused: NDArray[np.float32] = (1 - share) * lexical + share * np.maximum(cosine, np.float32(0))
    return fused
