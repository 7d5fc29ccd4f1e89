"""The real command in a process of its own, in a folder of its own."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from tests.e2e.forking import REPOSITORY, ForkedCommand

LONGEST_OUTPUT_BYTES = 2**26


@dataclass(frozen=True)
class Place:
    """A folder with ``seeds/`` and ``.beleg/`` in which ``beleg`` is run."""

    folder: Path

    ARTICLE: ClassVar[str] = "000_0a2c72fa5b3f166f.txt"
    TIMEOUT_SECONDS: ClassVar[int] = 600

    @property
    def seeds(self) -> Path:
        return self.folder / "seeds"

    def write(self, name: str, content: str | bytes) -> None:
        """Put a document into the seeds."""
        self.seeds.mkdir(exist_ok=True)
        (self.seeds / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def environment(self, **settings: str) -> dict[str, str]:
        """That of the tests without any setting but these."""
        inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("BELEG_")}
        paths = [str(REPOSITORY), *filter(None, [inherited.get("PYTHONPATH")])]
        return {**inherited, "LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join(paths), **settings}

    def start(self, *arguments: str | bytes, stdout: int = subprocess.PIPE, **settings: str) -> subprocess.Popen[bytes]:
        """Start ``beleg``; the caller reads, waits and ends it."""
        return self.run([sys.executable, "-m", "bot", *arguments], stdout=stdout, **settings)

    def run(
        self, command: Sequence[str | bytes], stdout: int = subprocess.PIPE, **settings: str
    ) -> subprocess.Popen[bytes]:
        """Start any command as ``beleg`` is started."""
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment(**settings),
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )

    def beleg(self, *arguments: str | bytes, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run ``beleg`` to its end; no command may ever show a traceback."""
        with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
            typed.write(stdin)
            typed.seek(0)
            streams = [typed.fileno(), said.fileno(), told.fileno()]
            process = ForkedCommand(arguments, self.folder, self.environment(**settings), streams)
            try:
                status = process.wait(self.TIMEOUT_SECONDS)
            except BaseException:
                process.kill()
                raise
            output, errors = (os.pread(stream.fileno(), LONGEST_OUTPUT_BYTES, 0) for stream in (said, told))
        error = errors.decode("utf-8", "replace")
        assert "Traceback" not in error
        return subprocess.CompletedProcess(arguments, status, output.decode("utf-8"), error)


class SharedPlace(Place):
    """A place that nobody changes: the same command gives the same, so it is run once."""

    @functools.cache  # noqa: B019  # there is one of it
    def beleg(self, *arguments: str | bytes, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[str]:
        return super().beleg(*arguments, stdin=stdin, **settings)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty folder."""
    return Place(tmp_path)


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The article of the repository with its index built; tests only read it."""
    place = SharedPlace(tmp_path_factory.mktemp("article"))
    place.seeds.mkdir()
    shutil.copy(REPOSITORY / "seeds" / Place.ARTICLE, place.seeds)
    assert place.beleg("index").returncode == 0
    return place


@pytest.fixture
def copy(article: Place, tmp_path: Path) -> Place:
    """A copy of the article and its index that a test may change."""
    shutil.copytree(article.folder, tmp_path / "copy")
    return Place(tmp_path / "copy")
