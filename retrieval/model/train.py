"""Trains the bundled embedding: `python -m retrieval.model.train --data ../shared --out DIR`.

The door to torch and sentence-transformers for training. Knows nothing of indexes, questions or the evaluation data
while it learns; that data is read once, by `measure`, when the rows are final.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from rich.progress import track
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer
from torch.nn import functional

from retrieval.model.measure import measure
from retrieval.model.pairs import Batch, PairMaker, Ragged, all_texts, read_parallel_texts
from retrieval.model.starting import Rows, starting_rows
from retrieval.model.vocabulary import build_tokenizer, count_words, learn_pieces

SEED = 0
THREADS = 2
VOCABULARY = 40_000
DIMENSIONS = 512
STEPS = 400
BATCH = 2_048
SCALE = 20.0
LEARNING_RATE = 2e-3
WARM_UP_STEPS = 20
LARGEST_INTEGER = 127
UNFAIR_SCORE = -1e4
READABLE = 0o644


def train_rows(pairs: PairMaker, first: Rows, *, steps: int) -> Rows:
    """Learn one row for each piece, so that the sums of rows of a pair point the same way.

    Both directions of the in-batch contrastive loss (Henderson et al. 2017, https://arxiv.org/abs/1705.00652), as in
    sentence-transformers' MultipleNegativesRankingLoss, except that passages which also hold the line of a question
    do not count against it.

    Parameters
    ----------
    pairs
        Where batches come from.
    first
        (vocabulary, dimensions), float32: the rows to start from.
    steps
        Number of batches; the learning rate falls to 0 over them.

    Returns
    -------
    Rows
        (vocabulary, dimensions), float32, any norm.
    """
    rng = np.random.default_rng(SEED)
    rows = torch.nn.Parameter(torch.from_numpy(first))
    optimizer = torch.optim.Adam([rows], lr=LEARNING_RATE)
    for step in track(range(steps), description="training"):
        optimizer.param_groups[0]["lr"] = LEARNING_RATE * min(1, (step + 1) / WARM_UP_STEPS) * (1 - step / steps)
        loss = _loss(rows, pairs.draw(BATCH, rng))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call] # torch leaves Tensor.backward untyped
        optimizer.step()
    learned: Rows = rows.detach().numpy()
    learned[0] = 0.0  # the unknown piece: a text of nothing else has no direction, and says so with a zero vector
    return learned


def _loss(rows: torch.Tensor, batch: Batch) -> torch.Tensor:
    scores = _encode(rows, batch.questions) @ _encode(rows, batch.passages).T * SCALE
    scores = scores.masked_fill(torch.from_numpy(batch.unfair), UNFAIR_SCORE)
    own = torch.arange(len(scores))
    return (functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)) / 2


def _encode(rows: torch.Tensor, texts: Ragged) -> torch.Tensor:
    tokens, offsets = torch.from_numpy(texts.tokens), torch.from_numpy(texts.offsets)
    return functional.normalize(functional.embedding_bag(tokens, rows, offsets, mode="sum"), eps=1e-6)


def save_model(folder: Path, tokenizer: Tokenizer, rows: Rows) -> None:
    """Write a folder that plain `SentenceTransformer(folder)` loads, with rows of 8-bit integers.

    sentence-transformers reads `embeddings` (integers) times `weights` (one float a row) in place of its own
    `embedding.weight`; that is the format of model2vec, and a quarter of the size.

    Parameters
    ----------
    folder
        Made if missing.
    tokenizer
        The tokenizer of the rows.
    rows
        (vocabulary, dimensions), float32.
    """
    modules: list[torch.nn.Module] = [StaticEmbedding(tokenizer, embedding_weights=rows), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    steps = np.maximum(np.abs(rows).max(axis=1), np.finfo(np.float32).tiny) / LARGEST_INTEGER
    integers = np.rint(rows / steps[:, None]).astype(np.int8)
    (saved,) = folder.rglob("model.safetensors")
    tokenizer.save(str(saved.with_name("tokenizer.json")), pretty=False)
    save_file({"embeddings": integers, "weights": steps.astype(np.float32)}, saved)
    saved.chmod(READABLE)


def main() -> None:
    """Train, save and measure; the figures are printed and written beside the weights' folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/ and eval/")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches to train; fewer for a trial")
    arguments = parser.parse_args()
    started = time.perf_counter()
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(mode=True)
    texts = read_parallel_texts(arguments.data)
    tokenizer = build_tokenizer(learn_pieces(count_words(all_texts(texts)), VOCABULARY))
    first = starting_rows(texts, tokenizer, DIMENSIONS, np.random.default_rng(SEED))
    rows = train_rows(PairMaker(texts, tokenizer), first, steps=arguments.steps)
    save_model(arguments.out, tokenizer, rows)
    seconds = round(time.perf_counter() - started)
    figures = {"training_seconds": seconds, **measure(arguments.data, arguments.out)}
    text = json.dumps(figures, indent=2)
    (arguments.out / "figures.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
