"""Chosen sentences to citations: quotes cut from the document by their span, and checked.

Knows sentences and the index, nothing of scores and answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answering.records import Citation, ScoredSentence
from retrieval.index.index import Index


def cite(index: Index, sentences: Sequence[ScoredSentence]) -> tuple[Citation, ...]:
    """One citation a sentence, with markers from 1 in the given order.

    Parameters
    ----------
    index
        The index that the sentences were read from.
    sentences
        Best first.

    Returns
    -------
    tuple[Citation, ...]
        As many as there are sentences.

    Raises
    ------
    ValueError
        If a sentence does not stand in the paragraph it names: such a quote would prove nothing.
    """
    return tuple(_citation(index, sentence, marker) for marker, sentence in enumerate(sentences, start=1))


def _citation(index: Index, sentence: ScoredSentence, marker: int) -> Citation:
    document = index.document(sentence.document_id)
    paragraph = index.paragraph(sentence.document_id, sentence.paragraph)
    if not paragraph.span.contains(sentence.span):
        raise ValueError(f"{sentence.span} is not inside paragraph {paragraph.number} of {document.id!r}")
    return Citation(
        marker=marker,
        document_id=document.id,
        title=document.title,
        paragraph=paragraph.number,
        page=paragraph.page,
        span=sentence.span,
        quote=sentence.span.slice(document.text),
    )
