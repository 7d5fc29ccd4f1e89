"""``Engine``: the index of a folder, kept up to date, and questions to it. Composes every other stage.

Holds the index it serves and swaps it as a whole, so a question sees one generation from beginning to end. Knows
nothing of chats and settings.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from retrieval.analysis import guess_language, matching_spans
from retrieval.answering import explain
from retrieval.building import ProgressListener, ignore_progress
from retrieval.calibration import PRIOR, Calibration
from retrieval.encoder import load_encoder
from retrieval.errors import IndexBusyError, IndexDamagedError, IndexMissingError, IndexUnwritableError, StoreError
from retrieval.index import Index
from retrieval.manifest import IndexConfig
from retrieval.matching import remembering
from retrieval.records import (
    BuildReport,
    Citation,
    Explanation,
    Hit,
    Paragraph,
    QueryParameters,
    QuotedParagraph,
    Reply,
    SkippedFile,
    Source,
    Span,
)
from retrieval.refreshing import Refresher
from retrieval.store import Store

_logger = logging.getLogger(__name__)


class Engine:
    """Answers questions about a folder of documents; made by ``Engine.open``.

    Parameters
    ----------
    refresher
        The folder, the store and the configuration.
    index
        The index to serve.
    parameters
        How to answer.

    Attributes
    ----------
    last_build : BuildReport | None
        What opening or the last refresh did; ``None`` when the index was up to date.
    stale : StoreError | None
        Why the index could not be brought up to date, while the previous one answers.
    damage : IndexDamagedError | None
        What was wrong with the index on disk when it was opened; it has been rebuilt since.
    """

    def __init__(self, refresher: Refresher, index: Index, parameters: QueryParameters) -> None:
        self.last_build: BuildReport | None = None
        self.stale: StoreError | None = None
        self.damage: IndexDamagedError | None = None
        self._refresher = refresher
        self._index = index
        self._parameters = parameters
        self._encode_words = remembering(refresher.encoder.encode_passages)

    @classmethod
    def open(
        cls,
        seeds: Path,
        index_directory: Path,
        *,
        config: IndexConfig | None = None,
        parameters: QueryParameters | None = None,
        progress: ProgressListener = ignore_progress,
    ) -> Engine:
        """Open the index of a folder and bring it up to date; build it if there is none or it is damaged.

        Parameters
        ----------
        seeds
            The folder of documents.
        index_directory
            Where the index lives; made when needed.
        config
            How to build; the default configuration when left out.
        parameters
            How to answer; the default parameters when left out.
        progress
            Told of every step of a build.

        Returns
        -------
        Engine
            Ready for questions.

        Raises
        ------
        SeedsMissingError
            If there is no folder of documents.
        SeedsUnreadableError
            If it may not be listed.
        SeedsEmptyError
            If nothing in it can be indexed.
        EncoderError
            If the embedding model cannot be loaded.
        IndexUnwritableError
            If there is no fitting index and none can be written.
        IndexBusyError
            If there is no fitting index and another process has been building for too long.
        """
        config = config or IndexConfig()
        store = Store(index_directory)
        encoder = load_encoder(config.embedding_model, config.query_prompt, config.passage_prompt)
        refresher = Refresher(seeds, store, config, encoder)
        existing, damage = _load(store)
        stale: StoreError | None = None
        report: BuildReport | None = None
        try:
            index, report = refresher.refresh(existing, progress)
        except (IndexUnwritableError, IndexBusyError) as error:
            if existing is None or not refresher.fits(existing):
                raise
            index, stale = existing, error
        engine = cls(refresher, index, parameters or QueryParameters())
        engine.last_build = report if index is not existing else None
        engine.stale = stale
        engine.damage = damage
        return engine

    def ask(self, question: str, *, top_k: int | None = None) -> Reply:
        """The answer to a question, with its proof, or an abstention.

        Parameters
        ----------
        question
            As a person typed it.
        top_k
            How many hits the reply carries; that of the parameters when left out.

        Returns
        -------
        Reply
            The same for the same question and index, always.

        Raises
        ------
        EmptyQuestionError
            If there is no word in the question.
        QuestionTooLongError
            If it has more than 2,000 characters.
        """
        return self.explain(question, top_k=top_k).reply

    def explain(self, question: str, *, top_k: int | None = None) -> Explanation:
        """As ``ask``, with the rankings that led to the reply.

        Parameters
        ----------
        question
            As a person typed it.
        top_k
            How many hits the explanation carries; that of the parameters when left out.

        Returns
        -------
        Explanation
            Its reply is what ``ask`` gives.

        Raises
        ------
        EmptyQuestionError
            If there is no word in the question.
        QuestionTooLongError
            If it has more than 2,000 characters.
        """
        index = self._index
        return explain(
            index,
            self._refresher.encoder,
            self._encode_words,
            question,
            parameters=replace(self._parameters, top_k=top_k or self._parameters.top_k),
            threshold=_threshold(index, self._parameters),
        )

    def refresh(self, *, rebuild: bool = False, progress: ProgressListener = ignore_progress) -> BuildReport:
        """Bring the index up to date with the seeds, and serve the new one.

        Parameters
        ----------
        rebuild
            Build from nothing even when nothing changed.
        progress
            Told of every step of a build.

        Returns
        -------
        BuildReport
            Its ``changes`` are falsy when there was nothing to do.

        Raises
        ------
        SeedsMissingError
            If there is no folder of documents.
        SeedsUnreadableError
            If it may not be listed.
        SeedsEmptyError
            If nothing in it can be indexed.
        IndexUnwritableError
            If the index cannot be written.
        IndexBusyError
            If another process has been building for too long.
        """
        self._index, report = self._refresher.refresh(self._index, progress, rebuild=rebuild)
        self.last_build = report
        self.stale = None
        return report

    @property
    def calibration(self) -> Calibration:
        """What the documents showed of how far answers can be told from what only looks like one."""
        return _calibration(self._index)

    def sources(self) -> tuple[Source, ...]:
        """The documents in the index, by id."""
        index = self._index
        return tuple(
            Source(
                document_id=document.id,
                title=document.title,
                media_type=document.media_type,
                language=document.language,
                paragraphs=index.paragraph_count(document.id),
                pages=len(document.pages),
            )
            for document in index.documents
        )

    def skipped(self) -> tuple[SkippedFile, ...]:
        """The files of the seeds that are not in the index, by id."""
        return self._index.manifest.skipped

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
        index = self._index
        return tuple(_quoted(index, paragraph) for paragraph in index.paragraphs_of(document_id))

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
        index = self._index
        return _quoted(index, index.paragraph(document_id, number))

    def nearest(self, hit: Hit) -> QuotedParagraph:
        """The paragraph that a hit stands in.

        Parameters
        ----------
        hit
            A hit of this engine.

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
            A citation of this engine.
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
        language = self._index.document(citation.document_id).language
        return tuple(matching_spans(question, citation.quote, guess_language(question), language))


def _threshold(index: Index, parameters: QueryParameters) -> float:
    if parameters.threshold is not None:
        return parameters.threshold
    return _calibration(index).threshold(parameters.false_answer_rate)


def _calibration(index: Index) -> Calibration:
    return Calibration.from_json(index.manifest.calibration) if index.manifest.calibration else PRIOR


def _load(store: Store) -> tuple[Index | None, IndexDamagedError | None]:
    try:
        return store.load(), None
    except IndexMissingError:
        return None, None
    except IndexDamagedError as error:
        _logger.info("%s", error)
        return None, error


def _quoted(index: Index, paragraph: Paragraph) -> QuotedParagraph:
    document = index.document(paragraph.document_id)
    return QuotedParagraph(paragraph, document.title, paragraph.span.slice(document.text))
