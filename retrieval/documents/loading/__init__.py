"""Files of the seeds folder to documents.

One file of this package a subject. ``folder`` finds files and reads bytes, ``formats`` knows names and signatures,
``decoding`` and ``text`` read what is text already. Every other format has a converter of its own, bytes to
``blocks``, which runs in the child process ``conversion`` that ``sandbox`` keeps; ``archive`` opens zip archives for
them. ``loader`` puts it together.
"""

from retrieval.documents.loading.folder import Entry, KnownFile, SeedFile, UnsettledFile, read_seeds
from retrieval.documents.loading.formats import SUPPORTED_SUFFIXES
from retrieval.documents.loading.loader import Loader, load_document

__all__ = [
    "SUPPORTED_SUFFIXES",
    "Entry",
    "KnownFile",
    "Loader",
    "SeedFile",
    "UnsettledFile",
    "load_document",
    "read_seeds",
]
