"""The pieces of words that have a row: how texts are cut, and how the pieces are learned from counts.

The door to the tokenizers library while training. Knows nothing of pairs, vectors or measures.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "<unk>"
LONGEST_PIECE = 16
KEPT_CHARACTERS = 400
SEED_PIECES = 250_000
SPELLINGS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))

Pieces = list[tuple[str, float]]


def build_tokenizer(pieces: Pieces) -> Tokenizer:
    """Make the tokenizer that is saved beside the rows.

    Case, accents, ä/ae and ß/ss fold together; runs of letters and runs of digits are words, all else is dropped.
    A piece inside a word is the same as one at its start, so the parts of a compound share the rows of plain words.

    Parameters
    ----------
    pieces
        Pieces with their log probabilities, the unknown piece first.

    Returns
    -------
    Tokenizer
        A Unigram tokenizer without special tokens, padding or truncation.
    """
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            *(normalizers.Replace(letter, spelling) for letter, spelling in SPELLINGS),
            normalizers.NFD(),
            normalizers.StripAccents(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\p{L}+|\p{N}+"), "removed", invert=True)
    return tokenizer


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count normalised words; every distinct raw token is normalised once.

    Parameters
    ----------
    texts
        Running text in any language.

    Returns
    -------
    Counter
        Normalised word to its number of occurrences.
    """
    raw: Counter[str] = Counter()
    for text in texts:
        raw.update(text.split())
    cutter = build_tokenizer([(UNKNOWN, 0.0)])
    normaliser, pre_tokenizer = cutter.normalizer, cutter.pre_tokenizer
    words: Counter[str] = Counter()
    for token, count in raw.items():
        for word, _ in pre_tokenizer.pre_tokenize_str(normaliser.normalize_str(token)):
            words[word] += count
    return words


def learn_pieces(words: Mapping[str, int], size: int) -> Pieces:
    """Learn a Unigram vocabulary (Kudo 2018, https://arxiv.org/abs/1804.10959) by hard expectation maximisation.

    The trainer of the tokenizers library breaks ties by the order of a hash table; this one sorts, so equal counts
    give equal vocabularies. A word weighs the square root of its count: stems and parts of compounds then win over
    the many inflected forms of a few frequent words.

    Parameters
    ----------
    words
        Normalised words with their counts; words seen once are left out.
    size
        Number of rows, the unknown piece included.

    Returns
    -------
    list
        Pieces with log probabilities, the unknown piece first.
    """
    seen = sorted((item for item in words.items() if item[1] > 1), key=lambda item: (-item[1], item[0]))
    texts = [word for word, _ in seen]
    weights = np.sqrt(np.array([count for _, count in seen], dtype=np.float64))
    counts, characters = _substrings(texts, weights)
    wanted = size - 1 - len(characters)
    more = wanted * 13 // 10
    for limit in (SEED_PIECES, SEED_PIECES, SEED_PIECES // 2, SEED_PIECES // 2, more, more, wanted, wanted):
        counts = _recount(_most_frequent(counts, characters, limit), texts, weights)
    return _most_frequent(counts, characters, wanted)


def _substrings(texts: Sequence[str], weights: np.ndarray) -> tuple[dict[str, float], list[str]]:
    counts: dict[str, float] = {}
    characters: Counter[str] = Counter()
    for text, weight in zip(texts, weights.tolist(), strict=True):
        for start, character in enumerate(text):
            characters[character] += weight
            for end in range(start + 2, min(len(text), start + LONGEST_PIECE) + 1):
                piece = text[start:end]
                counts[piece] = counts.get(piece, 0.0) + weight
    best = sorted((item for item in counts.items() if item[1] > 1), key=lambda item: (-item[1] * len(item[0]), item[0]))
    kept = sorted(characters.items(), key=lambda item: (-item[1], item[0]))[:KEPT_CHARACTERS]
    return dict(best[:SEED_PIECES]), [character for character, _ in kept]


def _most_frequent(counts: Mapping[str, float], characters: Sequence[str], limit: int) -> Pieces:
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    total = sum(count for _, count in kept)
    pieces = [(piece, round(math.log((count + 0.01) / total), 4)) for piece, count in kept]
    floor = min(score for _, score in pieces) - 3
    return [(UNKNOWN, 0.0), *pieces, *((character, floor) for character in characters)]


def _recount(pieces: Pieces, texts: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    encodings = Tokenizer(models.Unigram(pieces, unk_id=0)).encode_batch_fast(texts, add_special_tokens=False)
    lengths = np.array([len(encoding.ids) for encoding in encodings])
    ids = np.fromiter((row for encoding in encodings for row in encoding.ids), dtype=np.int64, count=lengths.sum())
    totals = np.bincount(ids, weights=np.repeat(weights, lengths), minlength=len(pieces))
    counted = zip(pieces, totals.tolist(), strict=True)
    return {piece: total for (piece, _), total in counted if len(piece) > 1 and piece != UNKNOWN}
