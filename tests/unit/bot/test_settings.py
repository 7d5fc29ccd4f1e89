"""Settings come from the environment and ``.env``; whatever is wrong with them is said at once and plainly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import ProblemKind, SettingsError
from bot.i18n.error_strings import describe
from bot.settings import load_settings, locale_language, require_telegram


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


@pytest.mark.parametrize(
    "token", ["hunter2hunter2", "98765432", "123456:geheim geheim", "@mybot", "123456:geheim/../x"]
)
def test_a_malformed_token_is_refused_and_never_shown(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_TELEGRAM_TOKEN", token)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.problems[0].kind is ProblemKind.NOT_A_TOKEN
    said = "".join(line for language in ("de", "en") for line in describe(caught.value, language).lines)
    assert token not in said + repr(caught.value) + repr(caught.value.problems)


def test_secrets_are_not_in_the_words_for_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_TELEGRAM_TOKEN", " 123456:geheim ")
    monkeypatch.setenv("BELEG_TELEGRAM_WEBHOOK_SECRET_TOKEN", "verborgen")
    settings = load_settings()
    assert settings.secrets == ("123456:geheim", "verborgen")
    assert not {"geheim", "verborgen"} & set(repr(settings).replace("'", " ").replace(":", " ").split())


def test_a_bot_needs_a_token() -> None:
    with pytest.raises(SettingsError) as caught:
        require_telegram(load_settings())
    assert caught.value.problems[0].kind is ProblemKind.MISSING


@pytest.mark.parametrize("value", ["12, -1003", "12 -1003", "12,-1003,"])
def test_people_and_groups_are_listed_by_their_numbers(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_TELEGRAM_ALLOWED", value)
    settings = load_settings()
    assert settings.allowed_ids == {12, -1003}
    assert not settings.is_open_to_everybody


def test_nobody_is_allowed_unless_it_is_said_and_a_star_says_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (load_settings().allowed_ids, load_settings().is_open_to_everybody) == (frozenset(), False)
    monkeypatch.setenv("BELEG_TELEGRAM_ALLOWED", "*")
    assert (load_settings().allowed_ids, load_settings().is_open_to_everybody) == (frozenset(), True)


@pytest.mark.parametrize("value", ["@anna", "12, anna", "1.5", "12;13", "0", "*, 12", "１２"])
def test_a_name_is_no_id_and_it_is_said_how_to_find_that(value: str) -> None:
    Path(".env").write_text(f"BELEG_TELEGRAM_ALLOWED={value}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.problems[0].kind is ProblemKind.NOT_IDS
    assert "writes to the bot" in describe(caught.value, "en").lines[0]


def test_everybody_cannot_be_an_administrator() -> None:
    assert problems(b"BELEG_TELEGRAM_ADMINS=*\n") == {"BELEG_TELEGRAM_ADMINS": ProblemKind.NOT_IDS}


def test_every_mistake_of_a_webhook_is_named() -> None:
    content = (
        b"BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL=bot.example.org\nBELEG_TELEGRAM_WEBHOOK_PORT=0\n"
        b"BELEG_TELEGRAM_WEBHOOK_PATH=../x\nBELEG_TELEGRAM_WEBHOOK_SECRET_TOKEN=not allowed!\n"
        b"BELEG_TELEGRAM_WEBHOOK_LISTEN=two hosts\nBELEG_TELEGRAM_BASE_URL=ftp://host/bot\n"
    )
    assert problems(content) == {
        "BELEG_TELEGRAM_WEBHOOK_PUBLIC_URL": ProblemKind.NOT_A_PUBLIC_ADDRESS,
        "BELEG_TELEGRAM_WEBHOOK_PORT": ProblemKind.NOT_A_WHOLE_NUMBER,
        "BELEG_TELEGRAM_WEBHOOK_PATH": ProblemKind.NOT_A_PATH,
        "BELEG_TELEGRAM_WEBHOOK_SECRET_TOKEN": ProblemKind.NOT_A_SECRET,
        "BELEG_TELEGRAM_WEBHOOK_LISTEN": ProblemKind.NOT_A_HOST,
        "BELEG_TELEGRAM_BASE_URL": ProblemKind.NOT_AN_API_ADDRESS,
    }


@pytest.mark.parametrize("folder_name", [".beleg", ".beleg/state", "./.beleg/"])
def test_what_must_survive_is_not_kept_where_everything_may_be_deleted(folder_name: str) -> None:
    assert problems(f"BELEG_STATE_DIR={folder_name}\n".encode()) == {"BELEG_STATE_DIR": ProblemKind.INSIDE_INDEX}
