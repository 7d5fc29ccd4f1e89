"""A single file of the seeds to its document."""

from __future__ import annotations

from retrieval.documents.loading import Loader, SeedFile
from retrieval.documents.records import Document
from retrieval.documents.skipped import Limits


def load_document(file: SeedFile, limits: Limits | None = None) -> Document:
    with Loader(limits) as loader:
        return loader.load(file)
