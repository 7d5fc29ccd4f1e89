"""What several test folders share: the article of the seeds, and a tiny real embedding model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from retrieval.documents.records import Document
from retrieval.index.encoder import StaticEncoder

# A busy machine is no fault of the code; what must be fast is measured where it matters.
settings.register_profile("beleg", deadline=None)
settings.load_profile("beleg")

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "seeds" / "000_0a2c72fa5b3f166f.txt"


@pytest.fixture(scope="session")
def article() -> Document:
    text = ARTICLE.read_text(encoding="utf-8")
    return Document(ARTICLE.name, ARTICLE.stem, text, "0" * 64, "text/plain", "de")


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real static model of 16 dimensions, whose tokens are the bytes of the text."""
    return make_static_model(tmp_path_factory.mktemp("tiny-model"), seed=7)


@pytest.fixture
def tiny_encoder(tiny_model: Path) -> StaticEncoder:
    return StaticEncoder(tiny_model / "0_StaticEmbedding")


def make_static_model(folder: Path, seed: int) -> Path:
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    module = folder / "0_StaticEmbedding"
    module.mkdir(parents=True)
    vocabulary = {chr(code): code for code in range(256)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="\x00"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    tokenizer.save(str(module / "tokenizer.json"))
    rows = np.random.default_rng(seed).normal(size=(256, 16)).astype(np.float32)
    save_file({"embedding.weight": rows}, str(module / "model.safetensors"))
    module_type = "sentence_transformers.models.StaticEmbedding"
    modules = [{"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": module_type}]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return folder
