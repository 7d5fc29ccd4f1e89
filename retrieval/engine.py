"""``Engine``: the index of a folder, kept up to date, and questions to it. Composes every other stage.

Holds the snapshot it serves and swaps it as a whole, so a question sees one generation from beginning to end, and never
waits for a build in another thread. Knows nothing of chats and settings.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from pathlib import Path

from retrieval.answering.records import QueryParameters, Reply
from retrieval.answering.term_matching import remembering
from retrieval.errors import IndexBusyError, IndexDamagedError, IndexMissingError, IndexUnwritableError, StoreError
from retrieval.index.building import ProgressListener, ignore_progress
from retrieval.index.change_detection import Scanner
from retrieval.index.encoder import load_encoder
from retrieval.index.index import Index
from retrieval.index.manifest import IndexConfig
from retrieval.index.records import BuildReport
from retrieval.index.store import LOCK_TIMEOUT_SECONDS, Store
from retrieval.lifecycle.refresh import Refresher
from retrieval.snapshot import Snapshot

FILES = "files.json"
"""What is remembered of the documents' files, in the folder of the index."""

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
        self._refreshing = threading.Lock()
        words = remembering(refresher.encoder.encode_passages)
        self._snapshot = Snapshot(index, refresher.encoder, words, parameters)

    @classmethod
    def open(
        cls,
        seeds: Path,
        index_directory: Path,
        *,
        config: IndexConfig | None = None,
        parameters: QueryParameters | None = None,
        progress: ProgressListener = ignore_progress,
        settle_seconds: float = 0.0,
        wait_seconds: float = LOCK_TIMEOUT_SECONDS,
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
        settle_seconds
            A file is left as it was until nothing about it has changed for so long: somebody may be writing it.
        wait_seconds
            How long to wait for another process that builds, where there is no fitting index to answer from.

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
        scanner = Scanner(seeds, index_directory / FILES, settle_seconds, config.limits.maximum_file_bytes)
        refresher = Refresher(scanner, store, config, encoder)
        scanner.await_young_files()
        existing, damage = _load(store)
        servable = existing is not None and refresher.fits(existing)
        stale: StoreError | None = None
        report: BuildReport | None = None
        try:
            index, report = refresher.refresh(existing, progress, wait_seconds=0 if servable else wait_seconds)
        except (IndexUnwritableError, IndexBusyError) as error:
            if existing is None or not servable:
                raise
            index, stale = existing, error
        engine = cls(refresher, index, parameters or QueryParameters())
        engine.last_build = report if index is not existing else None
        engine.stale = stale
        engine.damage = damage
        return engine

    @property
    def snapshot(self) -> Snapshot:
        """The generation that is served now; it stays as it is when the engine moves on."""
        return self._snapshot

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
        return self.snapshot.explain(question, top_k=top_k).reply

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
            If another process is building.
        """
        with self._refreshing:
            index, report = self._refresher.refresh(self._snapshot.index, progress, rebuild=rebuild, wait_seconds=0)
            self._snapshot = replace(self._snapshot, index=index)
            self.last_build = report
            self.stale = None
        return report

    def catch_up(self) -> BuildReport | None:
        """Serve what another process has built meanwhile, if it fits; nothing is built.

        Returns
        -------
        BuildReport | None
            How the documents differ from those served before; ``None`` if nothing new is served.
        """
        with self._refreshing:
            newer = self._refresher.newer(self._snapshot.index)
            if newer is None:
                return None
            index, report = newer
            self._snapshot = replace(self._snapshot, index=index)
            self.last_build = report
            return report

    @property
    def settle_seconds(self) -> float:
        """For how long nothing about a file must have changed before it is taken up."""
        return self._refresher.scanner.settle_seconds

    @property
    def unsettled(self) -> tuple[str, ...]:
        """The files that somebody seemed to be writing at the last look; they are as they were before."""
        return self._refresher.scanner.unsettled


def _load(store: Store) -> tuple[Index | None, IndexDamagedError | None]:
    try:
        return store.load(), None
    except IndexMissingError:
        return None, None
    except IndexDamagedError as error:
        _logger.info("%s", error)
        return None, error
