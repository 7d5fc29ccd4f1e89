"""Settings come from the environment and ``.env``; whatever is wrong with them is said at once and plainly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.error_strings import describe
from bot.errors import ProblemKind, SettingsError
from bot.settings import load_settings, locale_language


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.upper().startswith("BELEG_"):
            monkeypatch.delenv(name)
    return tmp_path


def problems(content: bytes) -> dict[str, ProblemKind]:
    Path(".env").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return {problem.setting: problem.kind for problem in caught.value.problems}


def test_nothing_is_required() -> None:
    settings = load_settings()
    assert (settings.seeds, settings.index_dir, settings.top_k) == (Path("seeds"), Path(".beleg"), 5)


def test_the_file_sets_what_the_environment_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BELEG_TOP_K=7\nBELEG_MAXIMUM_SENTENCES=2\n", encoding="utf-8")
    monkeypatch.setenv("BELEG_TOP_K", "9")
    settings = load_settings()
    assert (settings.top_k, settings.maximum_sentences) == (9, 2)


def test_the_command_line_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_SEEDS", "environment")
    assert load_settings(seeds=Path("command"), index_dir=None).seeds == Path("command")


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_TOP_K", "")
    assert load_settings().top_k == 5


def test_a_home_folder_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_SEEDS", "~/papers")
    assert load_settings().seeds == Path.home() / "papers"


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().top_k = 3


def test_all_problems_are_named_at_once() -> None:
    content = (
        b"BELEG_TOP_K=many\nBELEG_FALSE_ANSWER_RATE=2\nBELEG_LANGUAGE=fr\nBELEG_SEED=x\nBELEG_XYZZY=1\nnot a line\n"
    )
    assert problems(content) == {
        "BELEG_TOP_K": ProblemKind.NOT_A_WHOLE_NUMBER,
        "BELEG_FALSE_ANSWER_RATE": ProblemKind.NOT_A_NUMBER,
        "BELEG_LANGUAGE": ProblemKind.NOT_A_CHOICE,
        "BELEG_SEED": ProblemKind.SIMILAR_SETTING,
        "BELEG_XYZZY": ProblemKind.UNKNOWN_SETTING,
        ".env": ProblemKind.LINE_UNREADABLE,
    }


@pytest.mark.parametrize("value", ["0", "101", "1.5", "five", "1e3"])
def test_a_number_outside_its_bounds_is_refused(value: str) -> None:
    assert problems(f"BELEG_TOP_K={value}\n".encode()) == {"BELEG_TOP_K": ProblemKind.NOT_A_WHOLE_NUMBER}


def test_not_a_number_is_no_rate() -> None:
    assert problems(b"BELEG_FALSE_ANSWER_RATE=nan\n") == {"BELEG_FALSE_ANSWER_RATE": ProblemKind.NOT_A_NUMBER}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00B", b"BELEG_TOP_K=\xfc\n", b"BELEG_TOP_K=5\x00\n"])
def test_a_file_that_is_no_text_is_named(content: bytes) -> None:
    assert problems(content) == {".env": ProblemKind.FILE_NOT_TEXT}


def test_a_folder_in_place_of_the_file_is_named() -> None:
    Path(".env").mkdir()
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.problems[0].kind is ProblemKind.FILE_UNREADABLE


def test_a_misspelt_setting_is_corrected_in_the_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_FALSE_RATE", "0.4")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert describe(caught.value, "en").lines == (
        "BELEG_FALSE_RATE: unknown setting; did you mean BELEG_FALSE_ANSWER_RATE?",
    )


def test_settings_of_other_programs_are_left_alone() -> None:
    Path(".env").write_text("OTHER=1\nexport BELEG_TOP_K=4 # ours\n", encoding="utf-8")
    assert load_settings().top_k == 4


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "de"),
        ({"LANG": "C.UTF-8"}, "de"),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
    ],
)
def test_the_language_is_that_of_the_system_or_german(environment: dict[str, str], expected: str) -> None:
    assert locale_language(environment) == expected


def test_a_language_that_is_set_wins_over_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("BELEG_LANGUAGE", "en")
    assert load_settings().interface_language == "en"
