"""What must survive is on the disk, for this user alone; a file that cannot be read is kept and not lost."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from bot.errors import StateNewerError, StateUnwritableError
from bot.telegram.storage.database import FILE_NAME, Database


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def count(connection: sqlite3.Connection) -> int:
    return connection.execute("SELECT count(*) FROM migrations").fetchone()[0]


def insert(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO migrations VALUES (1, 2)")


def reopened(folder: Path) -> int:
    database = Database.open(folder)
    try:
        return asyncio.run(database.run(count))
    finally:
        database.close()


def test_the_folder_and_its_files_are_for_this_user_alone(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "a" / "state")
    asyncio.run(database.run(insert))
    assert rights(tmp_path / "a" / "state") == 0o700
    assert {rights(path) for path in (tmp_path / "a" / "state").iterdir()} == {0o600}
    database.close()


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    asyncio.run(database.run(insert))
    database.close()
    assert reopened(tmp_path) == 1


def test_a_transaction_that_fails_leaves_nothing_behind(database: Database) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        insert(connection)
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        asyncio.run(database.run(fail))
    assert asyncio.run(database.run(count)) == 0


def test_the_event_loop_does_not_wait_for_the_disk(database: Database) -> None:
    worker = asyncio.run(database.run(lambda _connection: threading.current_thread()))
    assert worker is not threading.current_thread()


def test_what_is_erased_is_overwritten(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    asyncio.run(
        database.run(
            lambda c: c.execute("INSERT INTO inbox (update_id, identity, received, payload) VALUES (1, '', 0, 'x77y')")
        )
    )
    asyncio.run(database.run(lambda c: c.execute("UPDATE inbox SET payload = NULL")))
    database.close()
    assert b"x77y" not in (tmp_path / FILE_NAME).read_bytes()


def test_an_error_of_the_file_is_one_of_ours(database: Database) -> None:
    with pytest.raises(StateUnwritableError):
        asyncio.run(database.run(lambda connection: connection.execute("SELECT * FROM nothing")))
    assert asyncio.run(database.run(count)) == 0


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_a_damaged_file_is_kept_aside_and_replaced(
    content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with caplog.at_level(logging.ERROR):
        assert reopened(tmp_path) == 0
    kept = [path for path in tmp_path.iterdir() if ".damaged-" in path.name]
    assert [path.read_bytes() for path in kept] == [content]
    assert kept[0].name in caplog.text


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(StateNewerError):
        Database.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(StateUnwritableError) as caught:
        Database.open(tmp_path / "state")
    assert str(tmp_path / "state") in caught.value.message


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(StateUnwritableError):
        Database.open(tmp_path)
