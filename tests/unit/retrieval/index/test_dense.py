"""FAISS against plain numpy."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.index.dense import DenseIndex


def unit_vectors(count: int, dimension: int = 12) -> np.ndarray:
    vectors = np.random.default_rng(3).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_nearest_rows_are_those_that_numpy_finds() -> None:
    vectors, query = unit_vectors(200), unit_vectors(201)[-1]
    rows, scores = DenseIndex.build(vectors).search(query, 10)
    expected = np.argsort(-(vectors @ query), kind="stable")[:10]
    assert rows.tolist() == expected.tolist()
    assert np.allclose(scores, (vectors @ query)[expected], atol=1e-6)


def test_equal_scores_come_in_the_order_of_rows() -> None:
    vectors = np.repeat(unit_vectors(1), 5, axis=0)
    rows, _ = DenseIndex.build(vectors).search(vectors[0], 5)
    assert rows.tolist() == [0, 1, 2, 3, 4]


def test_more_than_there_is_gives_what_there_is() -> None:
    vectors = unit_vectors(3)
    rows, _ = DenseIndex.build(vectors).search(vectors[1], 100)
    assert sorted(rows.tolist()) == [0, 1, 2]


def test_cosines_of_chosen_rows() -> None:
    vectors = unit_vectors(20)
    cosines = DenseIndex.build(vectors).cosines(vectors[0], [4, 0, 7])
    assert np.allclose(cosines, vectors[[4, 0, 7]] @ vectors[0], atol=1e-6)


def test_the_vectors_are_those_that_were_given_and_cannot_be_changed() -> None:
    vectors = unit_vectors(20)
    index = DenseIndex.build(vectors)
    assert np.array_equal(index.vectors(), vectors)
    with pytest.raises(ValueError, match="read-only"):
        index.vectors()[0] = 0
    assert DenseIndex.build(vectors[:0]).vectors().shape == (0, 12)
