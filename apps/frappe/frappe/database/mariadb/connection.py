"""MariaDB connections: reads in autocommit, transactions from the first write, opened anew when the server was lost.

READ COMMITTED, so that a read sees what others committed before it, as it does on SQLite.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import mariadb
from mariadb.constants import CLIENT

from frappe.database.connection import Connection
from frappe.database.errors import (
    ROLL_BACK_FIRST,
    ConnectionLost,
    QueryDeadlockError,
    TableMissingError,
    statement_error,
)
from frappe.database.mariadb import ddl
from frappe.database.mariadb.cursor import Rows, Template, TextCursor
from frappe.database.mariadb.errors import DEADLOCK, DRIVER_ERRORS, LOST, mapped, number_of
from frappe.database.mariadb.translate_sql import app_statement, internal, native
from frappe.database.statements import Kind, kind_of
from frappe.database.tables import Change, Table
from frappe.localization.clock import utc_now, zone

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LOCK_TIMEOUT_S = 30
SQL_MODE = "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT"
BULK_ROWS = 1000
BULK_CHARACTERS = 2_000_000
_CLOCK = re.compile(r"\b(now|sysdate|curdate|curtime|current_\w+|localtime\w*|unix_timestamp|from_unixtime)\b", re.I)
_MOVED_CLOCK_S = 2.0


def parameters(conf: Any) -> dict[str, Any]:
    """Return the driver's parameters: no TLS on a socket or loopback, TLS for every other host."""
    name = conf.get("db_name")
    out: dict[str, Any] = {
        "user": conf.get("db_user") or name,
        "password": conf.get("db_password") or "",
        "database": name,
        "autocommit": True,
        "client_flag": CLIENT.FOUND_ROWS,
        "connect_timeout": int(conf.get("db_connect_timeout_s") or 10),
    }
    host = conf.get("db_host") or "localhost"
    if conf.get("db_socket"):
        return {**out, "unix_socket": str(conf.get("db_socket"))}
    out |= {"host": host, "port": int(conf.get("db_port") or 3306)}
    if host in LOOPBACK:
        return out
    files = {key: str(conf.get(f"db_{key}")) for key in ("ssl_ca", "ssl_cert", "ssl_key") if conf.get(f"db_{key}")}
    return {**out, **files, "ssl": True, "ssl_verify_cert": conf.get("db_ssl_verify", True) not in (False, 0)}


def settings(conf: Any) -> str:
    """Return the statement that prepares a session."""
    values = {
        "sql_mode": f"'{SQL_MODE}'",
        "tx_isolation": "'READ-COMMITTED'",
        "innodb_lock_wait_timeout": str(int(conf.get("db_lock_timeout_s") or LOCK_TIMEOUT_S)),
        "group_concat_max_len": "16777216",
        "max_statement_time": str(float(conf.get("db_statement_timeout_s") or 0)),
    }
    return "set " + ", ".join(f"session {key} = {value}" for key, value in values.items())


def connect(conf: Any, site_path: Path) -> MariadbConnection:
    """Open a site's database."""
    return MariadbConnection(parameters(conf), settings(conf))


class MariadbConnection(Connection):
    """One thread's connection to a MariaDB server."""

    dialect = "mariadb"
    transactional_ddl = False

    def __init__(self, options: dict[str, Any], session: str) -> None:
        super().__init__()
        self._options = options
        self._session = session
        self._active = False
        self._ended_by_server = False
        self._clock: tuple[str, bool] | None = None
        self._raw: Any = None
        self._open()

    def _open(self) -> Any:
        try:
            self._raw = mariadb.connect(**self._options)
            cursor = TextCursor(self._raw)
            cursor.run("set names utf8mb4 collate utf8mb4_unicode_ci")
            cursor.run(self._session)
            cursor.close()
        except mariadb.Error as error:
            self._raw = None
            raise ConnectionLost(f"MariaDB cannot be reached: {error}") from error
        self._clock = None
        return self._raw

    # -- statements

    @property
    def in_transaction(self) -> bool:
        return self._active

    @property
    def ended_by_database(self) -> bool:
        return self._ended_by_server

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        kind = self._prepare(sql)
        self._count(sql, kind)
        return self._send(internal(sql), values)

    def _prepare(self, sql: str) -> Kind:
        kind = kind_of(sql)
        self._refuse_write(kind)
        if kind is Kind.WRITE or kind is Kind.LOCK:
            self.begin()
        elif kind is Kind.DDL:
            self.commits += 1
            if self._active:
                self.commit()
        return kind

    def _send(self, template: Template, values: Sequence[Any] = ()) -> Rows:
        try:
            return self._sent(template.fill(values))
        except UnicodeEncodeError as error:
            raise statement_error(str(error), template.pieces[0]) from error

    def _sent(self, text: str) -> Rows:
        """Send text; when the server was lost and no transaction was open, once more on a new connection."""
        try:
            return self._run(text)
        except DRIVER_ERRORS as error:
            if not self._lost(error):
                raise mapped(error, text, self._index_columns) from error
        try:
            return self._run(text)
        except DRIVER_ERRORS as error:
            raise mapped(error, text, self._index_columns) from error

    def _run(self, text: str) -> Rows:
        if self._ended_by_server:
            raise QueryDeadlockError(ROLL_BACK_FIRST)
        cursor = TextCursor(self._raw if self._raw is not None else self._open())
        try:
            cursor.run(text)
            return Rows(cursor)
        finally:
            cursor.close()

    def _lost(self, error: Exception) -> bool:
        """Note what an error did to the connection; True when the statement may be sent again on a new one."""
        number = number_of(error)
        if number in LOST or "closed" in str(error).lower() and isinstance(error, mariadb.Error):
            self._raw = None
            self._ended_by_server = self._active
            return not self._active
        if number == DEADLOCK:
            self._ended_by_server = self._active
        return False

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.begin()
        self._count(sql, Kind.WRITE)
        for text in internal(sql).fill_many(rows, row_limit=BULK_ROWS, size_limit=BULK_CHARACTERS):
            self._sent(text)

    def execute_plain(self, sql: str) -> None:
        self._sent(sql)

    def _app_statement(self, query: str, values: Any, *, is_part: bool = False) -> tuple[str, list[Any]]:
        return app_statement(query, values, is_part=is_part)

    def _run_app(self, query: str, values: Any, text: str, bound: list[Any]) -> Rows:
        kind = self._prepare(text)
        if _CLOCK.search(text):
            self._set_clock()
        self._count(text, kind)
        return self._send(internal(text), bound)

    def _set_clock(self) -> None:
        """Let ``now()`` be the site's wall clock, moved when a test moves it."""
        moment = utc_now()
        offset = zone().utcoffset(moment.astimezone(zone()).replace(tzinfo=None)) or datetime.timedelta(0)
        minutes = round(offset.total_seconds() / 60)
        text = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
        moved = abs((datetime.datetime.now(datetime.UTC) - moment).total_seconds()) > _MOVED_CLOCK_S
        if moved or self._clock != (text, False):
            self.execute_plain(f"set time_zone = '{text}', timestamp = {moment.timestamp() if moved else 'default'}")
            self._clock = (text, moved)

    def _index_columns(self, table: str, key: str) -> tuple[str, ...]:
        if self._raw is None or self._ended_by_server:
            return ()
        sql = (
            "select column_name from information_schema.statistics where table_schema = database()"
            " and table_name = ? and index_name = ? order by seq_in_index"
        )
        return tuple(row[0] for row in self._run(native(sql).fill((table, key))).fetchall())

    # -- transactions

    def _guard_reads(self, *, on: bool) -> None:
        if not self._active:
            self._sent(f"set session transaction read {'only' if on else 'write'}")

    def _begin(self) -> None:
        self._sent("start transaction")
        self._active = True

    def _commit(self) -> None:
        if self._ended_by_server:
            raise QueryDeadlockError(ROLL_BACK_FIRST)
        if self._active:
            self._sent("commit")
            self._active = False

    def _rollback(self) -> None:
        active, self._active, self._ended_by_server = self._active, False, False
        if active and self._raw is not None:
            self._sent("rollback")

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
        self._raw, self._active, self._ended_by_server = None, False, False

    def data_version(self) -> Any:
        """Return the stored count of invalidations, read without being counted as a statement."""
        try:
            found = self._sent("select `version` from `__cache_version` where `name` = 'site'").fetchone()
        except TableMissingError:
            return None
        return found[0] if found else 0

    # -- tables

    def tables(self) -> set[str]:
        sql = "select table_name from information_schema.tables where table_schema = database()"
        return {row[0] for row in self._sent(sql).fetchall()}

    def describe(self, table: str) -> Table | None:
        return ddl.describe(lambda sql, values: self._send(native(sql), values).fetchall(), table)

    def stored(self, table: Table) -> Table:
        return ddl.stored(table)

    def apply(self, change: Change) -> None:
        if self._active:
            self.commit()
        for sql in ddl.statements(change, self.describe):
            self._count(sql, Kind.DDL)
            self._sent(sql)
