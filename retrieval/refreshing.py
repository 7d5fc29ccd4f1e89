"""Decides whether the index is up to date, and brings it up to date if not: one builder at a time.

Knows the seeds, the store, and how to build and calibrate; nothing of people's questions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.answering import support_of
from retrieval.building import ProgressListener, build_index, snapshot
from retrieval.calibration import calibrate
from retrieval.errors import IndexDamagedError, IndexMissingError
from retrieval.index import Index
from retrieval.manifest import IndexConfig, diff
from retrieval.matching import remembering
from retrieval.records import BuildReport, Changes, Encoder
from retrieval.store import Store


@dataclass(frozen=True, slots=True)
class Refresher:
    """The folder, the store and the configuration that belong together."""

    seeds: Path
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
        return diff(
            index.manifest.seen(),
            snapshot(self.seeds, self.config.limits.maximum_file_bytes),
            config_changed=not self.fits(index),
        )

    def refresh(
        self, current: Index | None, progress: ProgressListener, *, rebuild: bool = False
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
        with self.store.locked():
            latest = self._latest()
            if latest is not None and not rebuild and not self.changes(latest):
                # Another process was faster.
                before = current.manifest.documents if current else {}
                return latest, replace(_nothing_done(latest), changes=diff(before, latest.manifest.documents))
            reusable = latest if latest is not None and not rebuild and self.fits(latest) else None
            index, report = build_index(self.seeds, self.config, self.encoder, reusable, progress)
            index = self.store.write(self._calibrated(index))
        changes = diff(
            latest.manifest.documents if latest else {},
            index.manifest.documents,
            config_changed=latest is not None and not self.fits(latest),
        )
        return index, replace(report, changes=changes)

    def _calibrated(self, index: Index) -> Index:
        words = remembering(self.encoder.encode_passages)
        measured = calibrate(index, lambda view, question: support_of(view, self.encoder, words, question))
        return replace(index, manifest=replace(index.manifest, calibration=measured.to_json()))

    def _latest(self) -> Index | None:
        try:
            return self.store.load()
        except (IndexMissingError, IndexDamagedError):
            return None


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
