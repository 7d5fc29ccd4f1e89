"""``Index``: documents, paragraphs, passages and both retrieval structures as one frozen bundle.

Knows how rows become records. Knows nothing of files: ``store`` writes and reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.documents.records import Document, Paragraph, Passage
from retrieval.errors import DocumentNotFoundError, ParagraphNotFoundError
from retrieval.index.dense import DenseIndex
from retrieval.index.lexical import LexicalIndex
from retrieval.index.manifest import IndexManifest
from retrieval.index.span_tables import Headings, Tables, paragraph_from, passage_from
from retrieval.index.term_counts import TermCounts


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """One generation in memory; rows of passages, vectors and lexical entries are the same rows.

    Parameters
    ----------
    manifest
        What it was made from.
    documents
        Sorted by id.
    paragraphs
        Array of shape (n_paragraphs, 6), int32, sorted by document and number; see ``span_tables``.
    passages
        Array of shape (n_passages, 6), int32, sorted by document and start; see ``span_tables``.
    headings
        The stacks of headings that both arrays refer to.
    dense
        The vectors of the passages.
    lexical
        The words of the passages.
    words
        What the lexical index was made from; only a build needs it, and it is left out where none is at hand.
    generation
        Its name on disk; empty where it is not written.

    Raises
    ------
    ValueError
        If the parts do not belong together.
    """

    manifest: IndexManifest
    documents: tuple[Document, ...]
    paragraphs: NDArray[np.int32]
    passages: NDArray[np.int32]
    headings: tuple[Headings, ...]
    dense: DenseIndex
    lexical: LexicalIndex
    words: TermCounts | None = None
    generation: str = ""
    _document_numbers: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        numbers = {document.id: number for number, document in enumerate(self.documents)}
        object.__setattr__(self, "_document_numbers", numbers)
        counts = self.manifest.counts
        agree = {
            "documents": (len(self.documents), len(numbers), counts.documents, len(self.manifest.documents)),
            "paragraphs": (len(self.paragraphs), counts.paragraphs),
            "passages": (len(self.passages), counts.passages, len(self.dense), self.lexical.n_passages),
            "dimension": (self.manifest.dimension, self.dense.dimension),
        }
        for name, values in agree.items():
            if len(set(values)) != 1:
                raise ValueError(f"the parts of the index disagree on {name}: {values}")

    def __len__(self) -> int:
        return len(self.passages)

    @property
    def tables(self) -> Tables:
        """The rows of paragraphs and passages."""
        return Tables(self.paragraphs, self.passages, self.headings)

    def document(self, document_id: str) -> Document:
        """The document of this id; a file name alone will do where only one document has it.

        Parameters
        ----------
        document_id
            The id, or the file name.

        Returns
        -------
        Document
            The document.

        Raises
        ------
        DocumentNotFoundError
            If there is none.
        """
        return self.documents[self._document_number(document_id)]

    def passage(self, row: int) -> Passage:
        """The passage in a row."""
        return passage_from(self.passages[row], self.documents, self.headings)

    def passage_text(self, row: int) -> str:
        """The text of the passage in a row."""
        document, start, end = (int(value) for value in self.passages[row, :3])
        return self.documents[document].text[start:end]

    def passage_language(self, row: int) -> str:
        """The language of the document that a passage stands in."""
        return self.documents[int(self.passages[row, 0])].language

    def paragraph(self, document_id: str, number: int) -> Paragraph:
        """A paragraph by its number.

        Parameters
        ----------
        document_id
            The id, or the file name.
        number
            From 1.

        Returns
        -------
        Paragraph
            The paragraph.

        Raises
        ------
        DocumentNotFoundError
            If there is no such document.
        ParagraphNotFoundError
            If it has no paragraph of this number.
        """
        rows = self._paragraph_rows(self._document_number(document_id))
        if not 1 <= number <= len(rows):
            raise ParagraphNotFoundError(document_id, number, len(rows))
        return paragraph_from(rows[number - 1], self.documents, self.headings)

    def paragraphs_of(self, document_id: str) -> tuple[Paragraph, ...]:
        """All paragraphs of a document, in order.

        Parameters
        ----------
        document_id
            The id, or the file name.

        Returns
        -------
        tuple[Paragraph, ...]
            Never empty.

        Raises
        ------
        DocumentNotFoundError
            If there is no such document.
        """
        rows = self._paragraph_rows(self._document_number(document_id))
        return tuple(paragraph_from(row, self.documents, self.headings) for row in rows)

    def paragraph_count(self, document_id: str) -> int:
        """How many paragraphs a document has."""
        return len(self._paragraph_rows(self._document_number(document_id)))

    def _paragraph_rows(self, document: int) -> NDArray[np.int32]:
        column = self.paragraphs[:, 0]
        start, end = np.searchsorted(column, [document, document + 1])
        return self.paragraphs[start:end]

    def _document_number(self, document_id: str) -> int:
        number = self._document_numbers.get(document_id)
        if number is not None:
            return number
        same_name = [
            place for place, document in enumerate(self.documents) if document.id.rsplit("/", 1)[-1] == document_id
        ]
        if len(same_name) != 1:
            raise DocumentNotFoundError(document_id)
        return same_name[0]
