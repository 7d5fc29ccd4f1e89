"""Decides whether the index is up to date, and brings it up to date if not: one builder at a time.

Knows the seeds, the store, and how to build and calibrate; nothing of people's questions.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.pipeline import answerability_of
from retrieval.answering.term_matching import remembering
from retrieval.calibration.calibration import Measured, calibrate, calibration_of
from retrieval.errors import IndexDamagedError, IndexMissingError
from retrieval.index.building import ProgressListener, build_index
from retrieval.index.change_detection import Scanner
from retrieval.index.encoder import Encoder
from retrieval.index.index import Index
from retrieval.index.manifest import IndexConfig, diff
from retrieval.index.records import BuildProgress, BuildReport, BuildStage, Changes
from retrieval.index.store import LOCK_TIMEOUT_SECONDS, Store

_logger = logging.getLogger(__name__)

_SHARDS = "shards"


@dataclass(frozen=True, slots=True)
class Refresher:
    """The folder, the store and the configuration that belong together."""

    scanner: Scanner
    store: Store
    config: IndexConfig
    encoder: Encoder

    @property
    def fingerprint(self) -> str:
        """The configuration's fingerprint with this encoder."""
        return self.config.fingerprint(self.encoder.fingerprint)

    def fits(self, index: Index) -> bool:
        """Whether an index was made with this configuration, so that its vectors can be searched."""
        return index.manifest.config_fingerprint == self.fingerprint

    def changes(self, index: Index) -> Changes:
        """How the seeds and the configuration differ from an index.

        Parameters
        ----------
        index
            The index to compare with.

        Returns
        -------
        Changes
            Falsy when the index is up to date.

        Raises
        ------
        SeedsMissingError
            If there is no folder of documents.
        SeedsUnreadableError
            If it may not be listed.
        """
        seen = index.manifest.seen()
        return diff(seen, self.scanner.snapshot(seen), config_changed=not self.fits(index))

    def refresh(
        self,
        current: Index | None,
        progress: ProgressListener,
        *,
        rebuild: bool = False,
        wait_seconds: float = LOCK_TIMEOUT_SECONDS,
    ) -> tuple[Index, BuildReport]:
        """The up-to-date index, and what was done for it.

        Parameters
        ----------
        current
            The index being served; ``None`` when there is none.
        progress
            Told of every step of a build.
        rebuild
            Build from nothing even when nothing changed.
        wait_seconds
            How long to wait for another process that builds.

        Returns
        -------
        tuple[Index, BuildReport]
            ``current`` itself when there was nothing to do.

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
        if current is not None and not rebuild and not self.changes(current):
            return current, _nothing_done(current)
        with self.store.locked(wait_seconds):
            started = time.perf_counter()
            latest = self._latest(current)
            if latest is not None and latest is not current and not rebuild and not self.changes(latest):
                # Another process was faster.
                return latest, _taken_over(latest, current)
            reusable = self._with_words(latest) if latest is not None and not rebuild and self.fits(latest) else None
            index, report = build_index(self.scanner, self.config, self.encoder, reusable, progress)
            index = self.store.write(self._calibrated(index, reusable, progress))
        changes = diff(
            latest.manifest.documents if latest else {},
            index.manifest.documents,
            config_changed=latest is not None and not self.fits(latest),
        )
        return index, replace(report, changes=changes, seconds=time.perf_counter() - started)

    def newer(self, current: Index) -> tuple[Index, BuildReport] | None:
        """The index that another process has written since, if there is one that fits and is whole."""
        try:
            if self.store.current_name() == current.generation:
                return None
            index = self.store.load()
        except (IndexMissingError, IndexDamagedError):
            return None
        return (index, _taken_over(index, current)) if self.fits(index) else None

    def _calibrated(self, index: Index, previous: Index | None, progress: ProgressListener) -> Index:
        words = remembering(self.encoder.encode_passages)

        def support(index: Index, question: str, mask: NDArray[np.bool_] | None) -> float:
            progress(BuildProgress(BuildStage.CALIBRATING, 0, 0))
            return answerability_of(index, self.encoder, words, question, mask)

        measured = calibrate(index, support, _measured(previous.manifest.calibration) if previous else {})
        shards = {fingerprint: asdict(shard) for fingerprint, shard in measured.items()}
        calibration = {**calibration_of(measured.values()).to_json(), _SHARDS: shards}
        progress(BuildProgress(BuildStage.WRITING, 0, 0))
        return replace(index, manifest=replace(index.manifest, calibration=calibration))

    def _latest(self, current: Index | None) -> Index | None:
        try:
            if current is not None and current.generation == self.store.current_name():
                return current
            return self.store.load()
        except (IndexMissingError, IndexDamagedError):
            return None

    def _with_words(self, index: Index) -> Index | None:
        try:
            return index if index.words is not None else replace(index, words=self.store.words(index))
        except (IndexMissingError, IndexDamagedError) as error:
            _logger.warning("Rebuilding from scratch: %s", error)
            return None


def _measured(calibration: Mapping[str, Mapping[str, Mapping[str, list[float]]]]) -> dict[str, Measured]:
    return {
        fingerprint: Measured(tuple(shard["present"]), tuple(shard["hidden"]))
        for fingerprint, shard in calibration.get(_SHARDS, {}).items()
    }


def _nothing_done(index: Index) -> BuildReport:
    return BuildReport(
        changes=Changes(),
        skipped=index.manifest.skipped,
        documents=len(index.documents),
        passages=len(index),
        embedded=0,
        reused=len(index),
        seconds=0.0,
    )


def _taken_over(index: Index, before: Index | None) -> BuildReport:
    changes = diff(before.manifest.documents if before else {}, index.manifest.documents)
    return replace(_nothing_done(index), changes=changes)
