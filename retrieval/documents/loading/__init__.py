"""Files of the seeds folder to documents.

``folder`` finds files and reads bytes, ``formats`` knows names and signatures,
``plain`` reads what is text already. Every other format has a converter of its own, bytes to ``blocks``, which runs in
the child process ``conversion`` that ``sandbox`` keeps; ``containers`` opens archives and markup for them. ``loader``
puts it together. Knows files and formats; nothing of paragraphs and indexes.
"""

from retrieval.documents.loading.folder import Entry, KnownFile, SeedFile, UnsettledFile, read_seeds
from retrieval.documents.loading.loader import Loader

__all__ = [
    "Entry",
    "KnownFile",
    "Loader",
    "SeedFile",
    "UnsettledFile",
    "read_seeds",
]
