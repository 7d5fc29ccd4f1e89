"""Texts to unit vectors: static models by table look-up, every other sentence-transformers model by the library.

The door to sentence-transformers, tokenizers and safetensors. A static model (one vector a token, averaged) is read
directly, so that torch and transformers are not even imported; the vectors are those of the library. Knows texts only.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EncoderError, EncoderLibraryMissingError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BUNDLED_MODEL = Path(__file__).parents[1] / "model" / "weights"

_HUB_TIMEOUT_SECONDS = 10.0
_STATIC_BATCH_SIZE = 512
_STATIC_MODULE = "StaticEmbedding"
_NORMALIZE_MODULE = "Normalize"


class Encoder(Protocol):
    """Texts to unit vectors."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could get another vector."""

    @property
    def dimension(self) -> int:
        """The length of every vector."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Array of shape (len(texts), dimension), float32, rows of norm 1 (0 for a text without tokens)."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``encode_passages``, for questions: some models want another prompt there."""


def load_encoder(model: str = "", query_prompt: str | None = None, passage_prompt: str | None = None) -> Encoder:
    """The encoder for a model.

    Parameters
    ----------
    model
        A sentence-transformers name or folder; empty for the bundled model. Only a name that is not a folder can make
        the library ask the network, and only when the model is not on this machine yet.
    query_prompt
        Put in front of every question; ``None`` takes the model's own prompt for queries, if it has one.
    passage_prompt
        Put in front of every passage; ``None`` takes the model's own prompt for documents, if it has one.

    Returns
    -------
    Encoder
        Ready to use.

    Raises
    ------
    EncoderLibraryMissingError
        If the model is no static one and sentence-transformers is not installed.
    EncoderError
        If the model is unknown or cannot be loaded.
    """
    folder = Path(model).expanduser() if model else BUNDLED_MODEL
    static = _static_folder(folder)
    if static is not None:
        return StaticEncoder(static, query_prompt or "", passage_prompt or "")
    if find_spec("sentence_transformers") is None:
        raise EncoderLibraryMissingError(model)
    if folder.is_dir():
        return TransformerEncoder(str(folder), query_prompt, passage_prompt)
    _check_name(model)
    return TransformerEncoder(model, query_prompt, passage_prompt)


class StaticEncoder:
    """One vector a token, averaged and normalised.

    Parameters
    ----------
    folder
        A saved ``StaticEmbedding``: ``tokenizer.json`` and ``model.safetensors``.
    query_prompt
        Put in front of every question.
    passage_prompt
        Put in front of every passage.

    Raises
    ------
    EncoderError
        If the files of the model are damaged.
    """

    def __init__(self, folder: Path, query_prompt: str = "", passage_prompt: str = "") -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        weights, description = folder / "model.safetensors", folder / "tokenizer.json"
        prompts = (query_prompt.encode(), b"\0", passage_prompt.encode())
        try:
            self._rows = _TokenRows(load_file(weights))
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(description))
            self._fingerprint = _sha256(_digest(weights), _digest(description), *prompts)
        # tokenizers raises bare Exceptions.
        except Exception as error:
            raise EncoderError(str(folder), _first_line(error)) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._query_prompt = query_prompt
        self._passage_prompt = passage_prompt

    @property
    def fingerprint(self) -> str:
        """The sha256, in hex, of weights, tokenizer and prompts."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return self._rows.dimension

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Array of shape (len(texts), dimension), float32, rows of norm 1, or 0 for a text without tokens."""
        return self._encode([self._passage_prompt + text for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``encode_passages``, with the query prompt."""
        return self._encode([self._query_prompt + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _STATIC_BATCH_SIZE):
            batch = texts[start : start + _STATIC_BATCH_SIZE]
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for row, encoding in enumerate(encodings, start=start):
                if encoding.ids:
                    vectors[row] = self._rows[encoding.ids].mean(axis=0)
        return _normalised(vectors)


class _TokenRows:
    """The vector of each token, in the two forms that sentence-transformers reads.

    Either ``embedding.weight``, or ``embeddings`` (often of 8-bit integers) with a factor a token in ``weights`` and,
    where several tokens share a row, the rows in ``mapping``; the latter is the form of model2vec.
    """

    def __init__(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        plain = tensors.get("embedding.weight")
        self._vectors = tensors["embeddings"] if plain is None else plain
        self._factors = tensors.get("weights") if plain is None else None
        self._places = tensors.get("mapping") if plain is None else None
        self.dimension = int(self._vectors.shape[1])

    def __getitem__(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Array of shape (len(tokens), dimension), float32."""
        places = tokens if self._places is None else self._places[tokens]
        # float32 before any sum: shorter numbers would lose digits in long texts.
        vectors: NDArray[np.float32] = self._vectors[places].astype(np.float32)
        return vectors if self._factors is None else vectors * self._factors[tokens][:, np.newaxis].astype(np.float32)


class TransformerEncoder:
    """Any other sentence-transformers model, through the library.

    Parameters
    ----------
    model
        A name or a folder.
    query_prompt
        Put in front of every question; ``None`` for the model's own.
    passage_prompt
        Put in front of every passage; ``None`` for the model's own.

    Raises
    ------
    EncoderError
        If the library cannot load the model.
    """

    def __init__(self, model: str, query_prompt: str | None, passage_prompt: str | None) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils.logging import disable_progress_bar

            disable_progress_bar()  # type: ignore[no-untyped-call]  # the library has no annotation there
            self._model = SentenceTransformer(model, device="cpu")
        # The library raises errors of many kinds, among them those of its HTTP client.
        except Exception as error:
            raise EncoderError(model, _first_line(error)) from error
        self._query_prompt = _prompt(query_prompt, self._model.prompts, "query")
        self._passage_prompt = _prompt(passage_prompt, self._model.prompts, "document", "passage")
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EncoderError(model, "it does not state the dimension of its vectors")
        self._dimension = int(dimension)
        weights = (tensor.numpy().tobytes() for tensor in self._model.state_dict().values())
        prompts = (self._query_prompt.encode(), b"\0", self._passage_prompt.encode())
        self._fingerprint = _sha256(*prompts, *weights)

    @property
    def fingerprint(self) -> str:
        """The sha256, in hex, of prompts and weights."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return self._dimension

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Array of shape (len(texts), dimension), float32, rows of norm 1."""
        return self._encode(texts, self._passage_prompt)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``encode_passages``, with the query prompt."""
        return self._encode(texts, self._query_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(list(texts), prompt=prompt or None, show_progress_bar=False, convert_to_numpy=True)
        return _normalised(np.asarray(vectors, dtype=np.float32))


def _static_folder(folder: Path) -> Path | None:
    """Where a static model's files are; ``None`` when the folder holds no static model."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
        first = folder / modules[0]["path"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    known = kinds[:1] == [_STATIC_MODULE] and set(kinds[1:]) <= {_NORMALIZE_MODULE}
    return first if known else None


def _check_name(model: str) -> None:
    """Say at once that a name cannot work; the library would load torch first and retry for a minute."""
    if not model:
        raise EncoderError("", "the bundled model is missing from this installation")
    if model[0] in "./~" or "\\" in model:
        raise EncoderError(model, "there is no such folder")
    from huggingface_hub import HfApi, try_to_load_from_cache

    name = model if "/" in model else f"sentence-transformers/{model}"
    try:
        if try_to_load_from_cache(name, "config.json") is None:
            HfApi().model_info(name, timeout=_HUB_TIMEOUT_SECONDS)
    # What cannot be reached or does not exist comes as one of many exceptions of two libraries.
    except Exception as error:
        raise EncoderError(model, f"it is not a folder and not available by name: {_first_line(error)}") from error


def _prompt(wished: str | None, prompts: Mapping[str, str | None], *names: str) -> str:
    if wished is not None:
        return wished
    return next((prompt for name in names if (prompt := prompts.get(name))), "")


def _normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    normalised: NDArray[np.float32] = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return normalised


def _sha256(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _first_line(error: Exception) -> str:
    lines: Iterator[str] = (line.strip() for line in str(error).splitlines())
    return next((line for line in lines if line), type(error).__name__)
