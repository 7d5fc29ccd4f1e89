"""What ``retrieval`` offers, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

import retrieval

HEAVY = ["faiss", "langchain_text_splitters", "numpy", "pydantic", "sentence_transformers", "torch", "transformers"]


def test_public_names_exist() -> None:
    for name in retrieval.__all__:
        assert getattr(retrieval, name) is not None


def imported_by(code: str) -> set[str]:
    report = f"{code}\nimport sys\nprint(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_retrieval_imports_no_heavy_library() -> None:
    assert not imported_by("import retrieval").intersection(HEAVY)


def test_importing_the_command_imports_no_heavy_library() -> None:
    assert not imported_by("import bot.cli").intersection(HEAVY)
