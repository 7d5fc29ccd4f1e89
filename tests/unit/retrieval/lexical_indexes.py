"""A lexical index of a few texts."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.index.lexical import LexicalIndex
from retrieval.index.term_counts import TermCounts


def lexical_index(
    texts: Sequence[str], languages: Sequence[str], headings: Sequence[str] | None = None
) -> LexicalIndex:
    return LexicalIndex.of(TermCounts.of(texts, languages, headings if headings is not None else [""] * len(texts)))
