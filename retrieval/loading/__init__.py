"""Files of the seeds folder to documents.

One file of this package a subject: ``folder`` finds files and reads bytes, ``decoding`` makes them text, ``text`` makes
documents of the plain formats.
"""

from retrieval.loading.folder import Entry, KnownFile, SeedFile, UnsettledFile, read_seeds
from retrieval.loading.text import SUPPORTED_SUFFIXES, load_document

__all__ = [
    "SUPPORTED_SUFFIXES",
    "Entry",
    "KnownFile",
    "SeedFile",
    "UnsettledFile",
    "load_document",
    "read_seeds",
]
