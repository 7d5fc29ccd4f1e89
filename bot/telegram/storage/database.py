"""The file of what must survive a restart, and its schema: the door to sqlite3.

One worker thread runs every transaction, so the event loop never waits for a disk. Knows tables, not what they mean.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from bot.errors import StateNewerError, StateUnwritableError

FILE_NAME: Final = "telegram.sqlite3"
VERSION: Final = 1
WAIT_SECONDS: Final = 5.0
"""How long another program, such as a backup, may hold the file."""

_DAMAGE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_SCHEMA: Final = """
CREATE TABLE inbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL,
    identity TEXT NOT NULL,
    received REAL NOT NULL,
    payload TEXT,
    digest TEXT,
    parts INTEGER NOT NULL DEFAULT 0,
    UNIQUE (update_id, identity)
);
CREATE INDEX inbox_received ON inbox (received);
CREATE TABLE memory (
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    exchanges TEXT NOT NULL,
    touched REAL NOT NULL,
    PRIMARY KEY (chat_id, thread_id, user_id)
);
CREATE TABLE replies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    message_id INTEGER,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    citations TEXT NOT NULL,
    language TEXT NOT NULL,
    created REAL NOT NULL,
    UNIQUE (update_id, chat_id, question)
);
CREATE INDEX replies_message ON replies (chat_id, message_id);
CREATE INDEX replies_created ON replies (created);
CREATE TABLE votes (
    reply_id INTEGER NOT NULL REFERENCES replies (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (reply_id, user_id)
);
CREATE TABLE migrations (old_chat_id INTEGER PRIMARY KEY, new_chat_id INTEGER NOT NULL);
"""

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]
_logger = logging.getLogger(__name__)


class Database:
    """An open file; ``run`` is the only way to its content.

    Parameters
    ----------
    path
        The file, for messages.
    connection
        Open, with the schema in place.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="beleg-database")

    @classmethod
    def open(cls, folder: Path) -> Database:
        """Open the file in a folder, or make both; a damaged file is moved aside and kept.

        Parameters
        ----------
        folder
            The state folder; made for this user alone.

        Returns
        -------
        Database
            Ready for use; to be closed.

        Raises
        ------
        StateUnwritableError
            If the folder or the file cannot be written.
        StateNewerError
            If a newer version of Beleg wrote the file.
        """
        path = prepare_folder(folder) / FILE_NAME
        try:
            try:
                connection = _connect(path)
            except sqlite3.DatabaseError as error:
                if _primary_code(error) not in _DAMAGE:
                    raise
                aside = _move_aside(path)
                _logger.error(  # noqa: TRY400  # foreseen, and the message says all
                    "%s is damaged and has been kept as %s; pending questions and feedback in it are not available. "
                    "A new file has been created.",
                    path,
                    aside.name,
                )
                connection = _connect(path)
        except (sqlite3.Error, OSError) as error:
            raise StateUnwritableError(path, str(error)) from error
        return cls(path, connection)

    async def run(self, work: Work[Result]) -> Result:
        """Do something in one transaction: all of it is on the disk when this returns, or nothing.

        Parameters
        ----------
        work
            Gets the connection, in the worker thread.

        Returns
        -------
        Result
            What ``work`` returned.

        Raises
        ------
        StateUnwritableError
            If the file cannot be read or written.
        """
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._transact, work)

    def close(self) -> None:
        """Finish what has begun, and close the file."""
        self._worker.shutdown(wait=True)
        self._connection.close()

    def _transact(self, work: Work[Result]) -> Result:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(self._connection)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise StateUnwritableError(self._path, str(error)) from error
        return result


def prepare_folder(folder: Path) -> Path:
    """Make the state folder for this user alone, if it is not there.

    Parameters
    ----------
    folder
        Where it is to be; one that is there keeps its rights.

    Returns
    -------
    Path
        The same folder.

    Raises
    ------
    StateUnwritableError
        If it cannot be made, or nothing can be written to it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StateUnwritableError(folder, error.strerror or type(error).__name__) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise StateUnwritableError(folder, "no permission to write there")
    return folder


def _connect(path: Path) -> sqlite3.Connection:
    # SQLite gives its other files the rights of this one.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        version = _checked_version(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Questions are personal: what was erased is overwritten.
        connection.execute("PRAGMA secure_delete = ON")
        if version < VERSION:
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


def _checked_version(connection: sqlite3.Connection, path: Path) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise StateNewerError(path)
    problem: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        damaged = sqlite3.DatabaseError(problem)
        damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damaged
    return version


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _move_aside(path: Path) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
    for suffix in ("-wal", "-shm", ""):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.rename(aside.with_name(aside.name + suffix))
    return aside
