"""SQLite connections: WAL, fair turns for writers, values in and out as the contract says (2.5).

Reads run in autocommit. A writer waits for its turn (``turns``), then sends BEGIN IMMEDIATE: a transaction that read
first and writes later would fail at once.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from frappe.database.connection import Connection
from frappe.database.errors import ROLL_BACK_FIRST, QueryDeadlockError, StatementError
from frappe.database.sqlite import ddl, values
from frappe.database.sqlite.errors import DRIVER_ERRORS, mapped
from frappe.database.sqlite.functions import register_functions
from frappe.database.sqlite.translate_sql import app_statement, rewritten
from frappe.database.sqlite.turns import WriterTurn
from frappe.database.statements import Kind, kind_of, without_lock
from frappe.database.tables import Change, Table
from frappe.database.values import plain_values

BUSY_TIMEOUT_S = 30.0
CACHED_STATEMENTS = 512
STEPS_BETWEEN_LOOKS = 50_000
NEVER = float("inf")
SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=OFF",
    "cache_size=-8000",
    "mmap_size=134217728",
    "journal_size_limit=67108864",
    "temp_store=MEMORY",
)
values.register()


def database_file(conf: Any, site_path: Path) -> Path:
    """Return where a site's data file lies."""
    return site_path / "db" / f"{conf.get('db_name') or 'site'}.db"


def connect(conf: Any, site_path: Path) -> SqliteConnection:
    """Open the site's data file."""
    return SqliteConnection(
        database_file(conf, site_path),
        synchronous=str(conf.get("sqlite_synchronous") or "NORMAL").upper(),
        timeout_s=float(conf.get("db_lock_timeout_s") or BUSY_TIMEOUT_S),
        read_limit_s=float(conf.get("db_statement_timeout_s") or 0),
    )


class SqliteConnection(Connection):
    """One thread's connection to a data file."""

    dialect = "sqlite"
    transactional_ddl = True

    def __init__(
        self, path: Path, *, synchronous: str = "NORMAL", timeout_s: float = BUSY_TIMEOUT_S, read_limit_s: float = 0
    ) -> None:
        super().__init__()
        self.path = path
        self._read_limit_s = read_limit_s
        self._read_deadline = NEVER
        self._tables: set[str] = set()
        self._schema_version = -1
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        try:
            self._raw = sqlite3.connect(
                path,
                isolation_level=None,
                detect_types=sqlite3.PARSE_DECLTYPES,
                cached_statements=CACHED_STATEMENTS,
                check_same_thread=False,
                timeout=timeout_s,
            )
            mode = synchronous if synchronous in SYNCHRONOUS else "NORMAL"
            for pragma in (*PRAGMAS, f"synchronous={mode}"):
                self._raw.execute(f"pragma {pragma}")
        except sqlite3.Error as error:
            raise StatementError(f"{path}: {error}") from error
        register_functions(self._raw)
        if read_limit_s:
            self._raw.set_progress_handler(lambda: time.monotonic() > self._read_deadline, STEPS_BETWEEN_LOOKS)
        self._turn = WriterTurn(path, timeout_s)

    # -- statements

    @property
    def in_transaction(self) -> bool:
        return self._raw.in_transaction

    @property
    def ended_by_database(self) -> bool:
        return self._turn.held and not self._raw.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        kind = kind_of(sql)
        if kind is not Kind.READ:
            sql = self._prepared(sql, kind)
        elif self._read_limit_s:
            self._read_deadline = time.monotonic() + self._read_limit_s
        self._count(sql, kind)
        try:
            return self._raw.execute(sql, values)
        except (sqlite3.ProgrammingError, sqlite3.InterfaceError) as error:
            return self._retried(sql, values, error)
        except DRIVER_ERRORS as error:
            raise mapped(error, sql) from error

    def _prepared(self, sql: str, kind: Kind) -> str:
        """Begin the transaction that a statement needs; a lock needs no words here."""
        self._refuse_write(kind)
        self._read_deadline = NEVER
        if kind is not Kind.PLAIN:
            self.begin()
        return without_lock(sql) if kind is Kind.LOCK else sql

    def _retried(self, sql: str, values: Sequence[Any], error: Exception) -> sqlite3.Cursor:
        """Run a statement again with values of unusual types (a subclass of dict, a set) as plain ones."""
        try:
            return self._raw.execute(sql, plain_values(values))
        except DRIVER_ERRORS as final:
            raise mapped(final, sql) from error

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.begin()
        self._count(sql, Kind.WRITE)
        try:
            self._raw.executemany(sql, rows)
        except DRIVER_ERRORS as error:
            raise mapped(error, sql) from error

    def execute_plain(self, sql: str) -> None:
        try:
            self._raw.execute(sql)
        except sqlite3.Error as error:
            raise mapped(error, sql) from error

    def _app_statement(self, query: str, values: Any, *, is_part: bool = False) -> tuple[str, list[Any]]:
        return app_statement(query, values, is_part=is_part)

    def _run_app(self, query: str, values: Any, text: str, bound: list[Any]) -> sqlite3.Cursor:
        """Run an app's SQL; what SQLite does not parse is rewritten from MariaDB's grammar."""
        try:
            return self.execute(text, bound)
        except StatementError:
            other, bound = rewritten(query, values)
            if other == text:
                raise
        return self.execute(other, bound)

    # -- transactions

    def _guard_reads(self, *, on: bool) -> None:
        self._raw.execute(f"pragma query_only={int(on)}")

    def _begin(self) -> None:
        if self._turn.held:
            raise QueryDeadlockError(ROLL_BACK_FIRST)
        self._turn.take()
        try:
            self._raw.execute("begin immediate")
        except sqlite3.Error as error:
            self._turn.give()
            raise mapped(error, "begin immediate") from error

    def _commit(self) -> None:
        if not self._raw.in_transaction:
            if self._turn.held:
                raise QueryDeadlockError(ROLL_BACK_FIRST)
            return
        try:
            self._raw.execute("commit")
        except sqlite3.Error as error:
            raise mapped(error, "commit") from error
        self._turn.give()

    def _rollback(self) -> None:
        try:
            if self._raw.in_transaction:
                self._raw.execute("rollback")
        except sqlite3.Error as error:
            raise mapped(error, "rollback") from error
        finally:
            self._turn.give()

    def close(self) -> None:
        try:
            self._rollback()
        finally:
            self._turn.close()
            self._raw.close()

    def data_version(self) -> int:
        return int(self._raw.execute("pragma data_version").fetchone()[0])

    # -- tables

    def tables(self) -> set[str]:
        if self._raw.in_transaction:
            return self._read_tables()  # a change that is rolled back gives its schema version to the next one
        version = self._raw.execute("pragma schema_version").fetchone()[0]
        if version != self._schema_version:
            self._tables, self._schema_version = self._read_tables(), version
        return set(self._tables)

    def _read_tables(self) -> set[str]:
        found = self._raw.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'"
        )
        return {row[0] for row in found.fetchall()}

    def describe(self, table: str) -> Table | None:
        return ddl.describe(self._raw, table)

    def stored(self, table: Table) -> Table:
        return ddl.stored(table)

    def apply(self, change: Change) -> None:
        self.apply_all((change,))

    def apply_all(self, changes: Iterable[Change]) -> None:
        """Make changes in this transaction; all changes of types in a table are one rebuild of it."""
        self.begin()
        for step in ddl.steps(changes):
            self._apply_step(step)

    def _apply_step(self, step: Sequence[Change]) -> None:
        self.execute_plain("savepoint schema_change")
        try:
            for sql in ddl.statements(self._raw, step):
                self.execute(sql)
        except BaseException:
            if self._raw.in_transaction:
                self.execute_plain("rollback to savepoint schema_change")
            raise
        finally:
            if self._raw.in_transaction:
                self.execute_plain("release savepoint schema_change")
