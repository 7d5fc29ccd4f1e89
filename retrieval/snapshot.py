"""``Snapshot``: one generation as people ask it: questions, paragraphs, permalinks.

A snapshot never changes, so whoever holds one sees the same documents from the question to the last of its proofs,
while the engine moves on. Knows nothing of folders and of how an index comes about.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.pipeline import explain
from retrieval.answering.records import Citation, Explanation, Hit, QueryParameters
from retrieval.answering.term_matching import Encode
from retrieval.calibration.calibration import PRIOR, Calibration
from retrieval.calibration.masking import Place, mask_of
from retrieval.documents.records import Paragraph
from retrieval.documents.skipped import SkippedFile
from retrieval.index.encoder import Encoder
from retrieval.index.index import Index
from retrieval.index.permalinks import follow, permalink
from retrieval.index.records import LinkedParagraph, QuotedParagraph, Source
from retrieval.text.analysis import guess_language, matching_spans
from retrieval.text.spans import Span


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One generation with what is needed to ask it.

    Parameters
    ----------
    index
        The generation.
    encoder
        That of the index.
    encode_words
        The same encoder with a memory for words.
    parameters
        How to answer.
    mask
        Shape (n_passages,), bool: true for the passages that no search finds; ``None`` where all may be found.
    """

    index: Index
    encoder: Encoder
    encode_words: Encode
    parameters: QueryParameters
    mask: NDArray[np.bool_] | None = None

    def explain(self, question: str, *, top_k: int | None = None) -> Explanation:
        """The reply to a question, with the rankings that led to it.

        Parameters
        ----------
        question
            As a person typed it.
        top_k
            How many hits the explanation carries; that of the parameters when left out.

        Returns
        -------
        Explanation
            The same for the same question and index, always.

        Raises
        ------
        EmptyQuestionError
            If there is no word in the question.
        QuestionTooLongError
            If it has more than 2,000 characters.
        """
        calibration = self.calibration.threshold(self.parameters.false_answer_rate)
        return explain(
            self.index,
            self.encoder,
            self.encode_words,
            question,
            parameters=replace(self.parameters, top_k=top_k or self.parameters.top_k),
            threshold=calibration if self.parameters.threshold is None else self.parameters.threshold,
            mask=self.mask,
        )

    @property
    def calibration(self) -> Calibration:
        """What the documents showed of how far answers can be told from what only looks like one."""
        return Calibration.from_json(self.index.manifest.calibration) if self.index.manifest.calibration else PRIOR

    def sources(self) -> tuple[Source, ...]:
        """The documents in the index, by id."""
        return tuple(
            Source(
                document_id=document.id,
                title=document.title,
                media_type=document.media_type,
                language=document.language,
                paragraphs=self.index.paragraph_count(document.id),
                pages=len(document.pages),
            )
            for document in self.index.documents
        )

    def skipped(self) -> tuple[SkippedFile, ...]:
        """The files of the seeds that are not in the index, by id."""
        return self.index.manifest.skipped

    def paragraphs(self, document_id: str) -> tuple[QuotedParagraph, ...]:
        """All paragraphs of a document, in order. A file name without its folders will do where it is unique.

        Parameters
        ----------
        document_id
            The id, or the file name.

        Returns
        -------
        tuple[QuotedParagraph, ...]
            Never empty.

        Raises
        ------
        DocumentNotFoundError
            If there is no such document.
        """
        return tuple(_quoted(self.index, paragraph) for paragraph in self.index.paragraphs_of(document_id))

    def paragraph(self, document_id: str, number: int) -> QuotedParagraph:
        """A paragraph by its number.

        Parameters
        ----------
        document_id
            The id, or the file name.
        number
            From 1.

        Returns
        -------
        QuotedParagraph
            The paragraph with its text.

        Raises
        ------
        DocumentNotFoundError
            If there is no such document.
        ParagraphNotFoundError
            If it has no paragraph of this number.
        """
        return _quoted(self.index, self.index.paragraph(document_id, number))

    def nearest(self, hit: Hit) -> QuotedParagraph:
        """The paragraph that a hit stands in.

        Parameters
        ----------
        hit
            A hit of this snapshot.

        Returns
        -------
        QuotedParagraph
            The paragraph with its text.

        Raises
        ------
        DocumentNotFoundError
            If its document is gone since.
        ParagraphNotFoundError
            If its document is shorter since.
        """
        return self.paragraph(hit.passage.document_id, hit.passage.first_paragraph)

    def emphasis(self, citation: Citation, question: str) -> tuple[Span, ...]:
        """The stretches of a citation's quote whose words match the question's; offsets count in the quote.

        Parameters
        ----------
        citation
            A citation of this snapshot.
        question
            The question it answers.

        Returns
        -------
        tuple[Span, ...]
            In order, without overlaps.

        Raises
        ------
        DocumentNotFoundError
            If its document is gone since.
        """
        language = self.index.document(citation.document_id).language
        return tuple(matching_spans(question, citation.quote, guess_language(question), language))

    def permalink(self, document_id: str, number: int, quote: Span | None = None) -> str:
        """The permalink of a paragraph; see ``permalinks``.

        Parameters
        ----------
        document_id
            The id, or the file name.
        number
            From 1.
        quote
            A stretch of the document to be emphasised when the link is followed.

        Returns
        -------
        str
            40 characters of ``A-Za-z0-9_-``.

        Raises
        ------
        DocumentNotFoundError
            If there is no such document.
        ParagraphNotFoundError
            If it has no paragraph of this number.
        """
        return permalink(self.index, document_id, number, quote)

    def follow(self, link: str) -> LinkedParagraph:
        """What a permalink leads to now.

        Parameters
        ----------
        link
            A permalink, made of this index or any other one of the documents.

        Returns
        -------
        LinkedParagraph
            The paragraph, or its changed version.

        Raises
        ------
        PermalinkInvalidError
            If the text is not a permalink.
        ParagraphGoneError
            If the paragraph was removed.
        """
        return follow(self.index, link)

    def without(self, hidden: Collection[Place]) -> Snapshot:
        """The same snapshot as if some paragraphs were not in it; see ``masking``."""
        return replace(self, mask=mask_of(self.index, hidden)) if hidden else self


def _quoted(index: Index, paragraph: Paragraph) -> QuotedParagraph:
    document = index.document(paragraph.document_id)
    return QuotedParagraph(paragraph, document.title, paragraph.span.slice(document.text))
