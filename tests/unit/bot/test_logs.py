"""The log goes to standard error, at the level that is set, and never shows a secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot import logs

SECRET = "123456:secret-token"


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    """Gives the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_the_level_decides_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("WARNING")
    logging.getLogger("bot.some").info("quiet")
    logging.getLogger("bot.some").warning("loud")
    assert capsys.readouterr() == ("", "WARNING bot.some: loud\n")


def test_configuring_again_does_not_log_twice(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("WARNING")
    logs.configure("ERROR")
    logging.getLogger("bot.some").error("once")
    assert capsys.readouterr().err.count("once") == 1


def test_a_secret_is_hidden_in_messages_arguments_and_tracebacks(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG", [SECRET])
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("bot.some").exception("https://host/bot%s/getMe", SECRET)
    error = capsys.readouterr().err
    assert "int() with base 10: '***'" in error
    assert SECRET not in error


def test_a_secret_that_contains_another_leaves_nothing_behind(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG", ["123456", SECRET, ""])
    logging.getLogger("bot.some").warning("%s", SECRET)
    assert capsys.readouterr().err == "WARNING bot.some: ***\n"


def test_libraries_that_log_addresses_stay_quiet_at_information_level(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logging.getLogger("httpx").info("GET https://host/bot123/getMe")
    assert capsys.readouterr().err == ""


def test_warnings_that_are_told_again_as_errors_are_shown_only_to_those_who_search(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("WARNING")
    logging.getLogger("sentence_transformers.util").warning("cannot resolve")
    assert capsys.readouterr().err == ""
    logs.configure("DEBUG")
    logging.getLogger("sentence_transformers.util").warning("cannot resolve")
    assert "cannot resolve" in capsys.readouterr().err


TOKEN = "7000000001:AAE-strictly_for_the_tests_0123456789"


@pytest.mark.parametrize(
    "seen",
    [
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        TOKEN.replace(":", "%3A"),
        TOKEN.replace(":", "%3a"),
        TOKEN.partition(":")[2],
        repr({"token": TOKEN}),
    ],
    ids=["address", "percent", "lower percent", "secret half", "repr"],
)
def test_a_token_is_hidden_in_every_form(seen: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG", [TOKEN])
    logging.getLogger("bot.some").warning("%s", seen)
    error = capsys.readouterr().err
    assert logs.HIDDEN in error
    assert TOKEN.partition(":")[2] not in error


def test_a_malformed_secret_is_hidden_as_an_address_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG", ["12 34:a/b cä"])
    logging.getLogger("bot.some").warning("/bot12%2034%3Aa%2Fb%20c%C3%A4/getMe")
    error = capsys.readouterr().err
    assert "c%C3%A4" not in error


def test_a_token_that_nobody_told_of_is_hidden_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG")
    logging.getLogger("bot.some").warning("The token `%s` was rejected by the server.", TOKEN)
    assert capsys.readouterr().err == "WARNING bot.some: The token `***` was rejected by the server.\n"


def test_a_secret_that_becomes_known_later_is_hidden_from_then_on(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG", [SECRET])
    logs.hide("brand-new")
    logging.getLogger("bot.some").warning("%s brand-new", SECRET)
    assert capsys.readouterr().err == "WARNING bot.some: *** ***\n"


def test_the_library_for_telegram_is_quiet_above_debug(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logging.getLogger("telegram.ext.Updater").error("an error that is told in one line elsewhere")
    logging.getLogger("stamina").warning("retry")
    assert capsys.readouterr().err == ""
