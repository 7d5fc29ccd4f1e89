"""Only who is listed is served, as often as is set; strangers are told once a day."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from bot.telegram.access import DAY_SECONDS, WINDOW_SECONDS, Access, Verdict
from bot.telegram.storage.database import Database


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("BELEG_")]:
        monkeypatch.delenv(name)


def settings(**values: object) -> Settings:
    return load_settings(**{f"telegram_{name}": value for name, value in values.items()})


def test_with_nothing_set_nobody_is_allowed(database: Database) -> None:
    access = Access(settings(), database)
    assert access.is_closed
    assert not access.allows(7, 7)


def test_a_star_is_everybody(database: Database) -> None:
    access = Access(settings(allowed="*"), database)
    assert access.is_open
    assert access.allows(7, -100)
    assert not access.is_administrator(7)


def test_people_are_allowed_everywhere_and_groups_with_everybody_in_them(database: Database) -> None:
    access = Access(settings(allowed="7, -100"), database)
    assert access.allows(7, 7)
    assert access.allows(7, -999)
    assert access.allows(8, -100)
    assert not access.allows(8, 8)
    assert not access.allows(None, None)


def test_administrators_are_allowed_also_when_they_are_not_listed(database: Database) -> None:
    access = Access(settings(admins="9"), database)
    assert access.allows(9, 9)
    assert access.is_administrator(9)
    assert not access.is_closed


def test_a_group_stays_allowed_when_it_gets_a_new_id_also_after_a_restart(database: Database) -> None:
    async def scenario() -> None:
        access = Access(settings(allowed="-100"), database)
        await access.migrate(-100, -200)
        await access.migrate(-200, -300)
        await access.migrate(-500, -600)
        after = Access(settings(allowed="-100"), database)
        await after.load()
        for known in (access, after):
            assert known.allows(8, -200)
            assert known.allows(8, -300)
            assert not known.allows(8, -600)

    asyncio.run(scenario())


def test_a_stranger_is_told_once_a_day(database: Database) -> None:
    now = [0.0]
    access = Access(settings(), database, clock=lambda: now[0])
    assert [access.should_tell(7), access.should_tell(7), access.should_tell(8)] == [True, False, True]
    now[0] += DAY_SECONDS
    assert access.should_tell(7)


def test_who_asks_too_often_is_told_once_until_it_goes_on(database: Database) -> None:
    now = [0.0]
    access = Access(settings(questions_per_minute=2), database, clock=lambda: now[0])
    verdicts = [access.count(7) for _ in range(4)]
    assert verdicts == [Verdict.ALLOWED, Verdict.ALLOWED, Verdict.NOTICE, Verdict.SILENT]
    assert access.seconds_left(7) == WINDOW_SECONDS
    assert access.count(8) is Verdict.ALLOWED
    now[0] += WINDOW_SECONDS
    assert access.count(7) is Verdict.ALLOWED
