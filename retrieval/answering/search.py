"""A question to ranked hits: lexical and dense rankings, fused into one.

Knows the index and the encoder, nothing of sentences and answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.fusion import fuse
from retrieval.answering.records import Hit, Stage
from retrieval.index.encoder import Encoder
from retrieval.index.index import Index

CANDIDATES = 64
"""How many passages each ranking puts forward for fusion."""

MOST_HITS = 24
"""As deep as anybody looks into a ranking: making a record of every candidate would cost more than finding it."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The rankings of a question, best first. ``fused`` has one hit a paragraph, the two others one a passage."""

    lexical: tuple[Hit, ...]
    dense: tuple[Hit, ...]
    fused: tuple[Hit, ...]


def search(
    index: Index,
    encoder: Encoder,
    question: str,
    language: str,
    *,
    most_hits: int = MOST_HITS,
    mask: NDArray[np.bool_] | None = None,
) -> SearchResult:
    """Rank the passages of an index for a question.

    Parameters
    ----------
    index
        Where to search.
    encoder
        The one that the index was built with.
    question
        As a person typed it.
    language
        The language of the question.
    most_hits
        How many hits of each ranking at most; the rankings themselves do not depend on it.
    mask
        Shape (n_passages,), bool: true for the passages that must not be found.

    Returns
    -------
    SearchResult
        At most ``CANDIDATES`` hits of the lexical and the dense stage, and the fusion of both.
    """
    lexical_scores = index.lexical.scores(question, language, mask)
    query = encoder.encode_queries([question])[0]
    dense_rows, dense_scores = index.dense.search(query, CANDIDATES, mask)
    lexical_rows = _best_rows(lexical_scores, CANDIDATES)
    rows = np.union1d(lexical_rows, dense_rows)
    cosines = index.dense.cosines(query, rows)
    same_language = np.array([index.passage_language(int(row)) == language for row in rows], dtype=bool)
    fused_scores = fuse(lexical_scores[rows], cosines, same_language)
    order = _one_a_paragraph(index, rows, np.lexsort((rows, -fused_scores)))[:most_hits]
    lexical_rows, dense_rows, dense_scores = lexical_rows[:most_hits], dense_rows[:most_hits], dense_scores[:most_hits]
    return SearchResult(
        lexical=_hits(index, lexical_rows, lexical_scores[lexical_rows], Stage.LEXICAL),
        dense=_hits(index, dense_rows, dense_scores, Stage.DENSE),
        fused=_hits(index, rows[order], fused_scores[order], Stage.FUSED),
    )


def _best_rows(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The rows with the highest scores above 0, best first; equal scores in the order of rows."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > count:
        bar = np.partition(scores[rows], -count)[-count]
        rows = rows[scores[rows] >= bar]
    best: NDArray[np.int64] = rows[np.lexsort((rows, -scores[rows]))][:count]
    return best


def _one_a_paragraph(index: Index, rows: NDArray[np.int64], order: NDArray[np.int64]) -> list[int]:
    seen: set[tuple[int, int]] = set()
    kept = []
    for place in order:
        document, _, _, paragraph = (int(value) for value in index.passages[rows[place], :4])
        if (document, paragraph) not in seen:
            seen.add((document, paragraph))
            kept.append(int(place))
    return kept


def _hits(
    index: Index, rows: NDArray[np.int64], scores: NDArray[np.float32] | Sequence[float], stage: Stage
) -> tuple[Hit, ...]:
    return tuple(
        Hit(index.passage(int(row)), rank, float(score), stage)
        for rank, (row, score) in enumerate(zip(rows, scores, strict=True), start=1)
    )
