"""SQLite's errors as the framework's own, told by their number."""

from __future__ import annotations

import re
import sqlite3

from frappe.database.errors import (
    ColumnMissingError,
    DuplicateKey,
    QueryDeadlockError,
    QueryTimeoutError,
    TableMissingError,
    statement_error,
)

BUSY, LOCKED, INTERRUPTED = 5, 6, 9
BUSY_SNAPSHOT = 517
PRIMARY_KEY, UNIQUE, ROW_ID = 1555, 2067, 2579
_UNIQUE = re.compile(r"UNIQUE constraint failed: (?:index '(?P<index>[^']+)'|(?P<columns>.+))")
_NO_COLUMN = re.compile(r"no such column|has no column named")
DRIVER_ERRORS = (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeEncodeError, ValueError)


def mapped(error: Exception, sql: str) -> Exception:
    """Return the framework's error for a driver's."""
    code, text = getattr(error, "sqlite_errorcode", 0) or 0, str(error)
    if code in (PRIMARY_KEY, UNIQUE, ROW_ID):
        return _duplicate(text, code)
    if code == BUSY_SNAPSHOT:
        return QueryDeadlockError(text)
    if code & 0xFF in (BUSY, LOCKED, INTERRUPTED):
        return QueryTimeoutError(text)
    if "no such table" in text:
        return TableMissingError(text)
    if _NO_COLUMN.search(text):
        return ColumnMissingError(text)
    return statement_error(text, sql)


def _duplicate(text: str, code: int) -> DuplicateKey:
    match = _UNIQUE.match(text)
    named = [part.rpartition(".") for part in ((match and match.group("columns")) or "").split(", ")]
    columns = tuple(column for _table, _dot, column in named if column)
    first = columns[0] if columns else None
    return DuplicateKey(text, table=named[0][0], column=first, columns=columns, is_primary=code != UNIQUE)
