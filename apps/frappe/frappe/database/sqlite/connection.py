"""SQLite connections: WAL, fair turns for writers, values in and out as the contract says (2.5).

Reads run in autocommit. A writer takes a lock in this process, then a file lock between processes, then
BEGIN IMMEDIATE: a transaction that read first and writes later would fail at once, and SQLite's own busy handler
starves threads.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from frappe.database.connection import Connection
from frappe.database.errors import (
    ColumnMissingError,
    DuplicateKey,
    QueryTimeoutError,
    StatementError,
    TableMissingError,
)
from frappe.database.sqlite import ddl
from frappe.database.sqlite.functions import register_functions
from frappe.database.tables import Change, Table
from frappe.utils.dates import to_timedelta
from frappe.utils.text import format_timedelta

_WRITES = ("insert", "update", "delete", "replace", "create", "alter", "drop")
_UNIQUE = re.compile(r"UNIQUE constraint failed: (?:index '(?P<index>[^']+)'|(?P<columns>.+))")
BUSY_TIMEOUT_MS = 30_000


def _adapt_datetime(value: datetime.datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f")


def _load_date(value: bytes) -> datetime.date | None:
    return datetime.date.fromisoformat(value[:10].decode()) if value else None


def _load_datetime(value: bytes) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(value.decode()) if value else None


sqlite3.register_adapter(datetime.datetime, _adapt_datetime)
sqlite3.register_adapter(datetime.date, datetime.date.isoformat)
sqlite3.register_adapter(datetime.time, datetime.time.isoformat)
sqlite3.register_adapter(datetime.timedelta, format_timedelta)
sqlite3.register_adapter(Decimal, float)
sqlite3.register_adapter(dict, lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False))
sqlite3.register_adapter(list, lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False))
sqlite3.register_converter("DATE", _load_date)
sqlite3.register_converter("TIMESTAMP", _load_datetime)
sqlite3.register_converter("TIME", lambda value: to_timedelta(value.decode()) if value else None)

_turns: dict[str, threading.Lock] = {}
_turns_guard = threading.Lock()


def database_file(conf: Any, site_path: Path) -> Path:
    """Return where a site's data file lies."""
    return site_path / "db" / f"{conf.get('db_name') or 'site'}.db"


def connect(conf: Any, site_path: Path) -> SqliteConnection:
    """Open the site's data file."""
    return SqliteConnection(database_file(conf, site_path), synchronous=conf.get("sqlite_synchronous") or "NORMAL")


class SqliteConnection(Connection):
    """One thread's connection to a data file."""

    dialect = "sqlite"

    def __init__(self, path: Path, *, synchronous: str = "NORMAL") -> None:
        super().__init__()
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._raw = sqlite3.connect(
            path,
            isolation_level=None,
            detect_types=sqlite3.PARSE_DECLTYPES,
            cached_statements=512,
            check_same_thread=False,
            timeout=BUSY_TIMEOUT_MS / 1000,
        )
        mode = synchronous if synchronous in ("OFF", "NORMAL", "FULL") else "NORMAL"
        for pragma in ("journal_mode=WAL", f"synchronous={mode}", "foreign_keys=OFF", "cache_size=-8000", "temp_store=2"):
            self._raw.execute(f"pragma {pragma}")
        register_functions(self._raw)
        with _turns_guard:
            self._turn = _turns.setdefault(str(path), threading.Lock())
        self._lock_file: int | None = None
        self._owns_turn = False

    # -- statements

    @property
    def in_transaction(self) -> bool:
        return self._raw.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        if not self._owns_turn and sql.lstrip()[:7].lower().startswith(_WRITES):
            self.begin()
        self.statement_count += 1
        if self.statement_log is not None:
            self.statement_log.append(sql)
        try:
            return self._raw.execute(sql, values)
        except sqlite3.Error as error:
            raise _mapped(error, sql) from error

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.begin()
        self.statement_count += 1
        if self.statement_log is not None:
            self.statement_log.append(sql)
        try:
            self._raw.executemany(sql, rows)
        except sqlite3.Error as error:
            raise _mapped(error, sql) from error

    def execute_plain(self, sql: str) -> None:
        try:
            self._raw.execute(sql)
        except sqlite3.Error as error:
            raise _mapped(error, sql) from error

    # -- transactions

    def begin(self) -> None:
        """Wait for this writer's turn, then begin."""
        if self._raw.in_transaction:
            return
        self._take_turn()
        try:
            self._raw.execute("begin immediate")
        except sqlite3.Error as error:
            self._give_turn()
            raise _mapped(error, "begin immediate") from error

    def _take_turn(self) -> None:
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise QueryTimeoutError("Another write did not end in time")
        self._owns_turn = True
        if self._lock_file is None:
            self._lock_file = os.open(f"{self.path}-turn", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock_file, fcntl.LOCK_EX)

    def _give_turn(self) -> None:
        if not self._owns_turn:
            return
        if self._lock_file is not None:
            fcntl.flock(self._lock_file, fcntl.LOCK_UN)
        self._owns_turn = False
        self._turn.release()

    def _commit(self) -> None:
        try:
            if self._raw.in_transaction:
                self._raw.execute("commit")
        except sqlite3.Error as error:
            raise _mapped(error, "commit") from error
        finally:
            if not self._raw.in_transaction:
                self._give_turn()

    def _rollback(self) -> None:
        try:
            if self._raw.in_transaction:
                self._raw.execute("rollback")
        finally:
            self._give_turn()

    def close(self) -> None:
        self._rollback()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None
        self._raw.close()

    def data_version(self) -> int:
        return int(self._raw.execute("pragma data_version").fetchone()[0])

    # -- tables

    def tables(self) -> set[str]:
        found = self._raw.execute("select name from sqlite_master where type = 'table'").fetchall()
        return {row[0] for row in found}

    def describe(self, table: str) -> Table | None:
        return ddl.describe(self._raw, table)

    def apply(self, change: Change) -> None:
        for sql in ddl.statements(self._raw, change):
            self.execute(sql)


def _mapped(error: sqlite3.Error, sql: str) -> Exception:
    """Return the framework's error for a driver's, told by what SQLite says it is."""
    text = str(error)
    unique = _UNIQUE.match(text)
    if unique:
        return _duplicate(text, unique)
    if "no such table" in text:
        return TableMissingError(text)
    if "no such column" in text or "has no column named" in text:
        return ColumnMissingError(text)
    if "locked" in text or "busy" in text or "interrupted" in text:
        return QueryTimeoutError(text)
    return StatementError(f"{text} in: {sql[:2000]}")


def _duplicate(text: str, match: re.Match[str]) -> DuplicateKey:
    columns = (match.group("columns") or "").split(", ")[0]
    table, _dot, column = columns.rpartition(".")
    return DuplicateKey(text, table=table, column=column or None, is_primary=column == "name")
