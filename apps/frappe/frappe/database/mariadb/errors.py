"""MariaDB's errors as the framework's own, told by their number."""

from __future__ import annotations

import re
from collections.abc import Callable

import mariadb

from frappe.database.errors import (
    ColumnMissingError,
    ConnectionLost,
    DataTooLongException,
    DuplicateKey,
    QueryDeadlockError,
    QueryTimeoutError,
    SchemaProblem,
    TableMissingError,
    statement_error,
)

DUPLICATE, DEADLOCK, LOCK_TIMEOUT, TRUNCATED_KEY = 1062, 1213, 1205, 1586
LOST = frozenset({2006, 2013, 2055, 1927, 1053, 4031, 5014})
UNREACHABLE = frozenset({2002, 2003, 2005, 1040, 1045, 1049, 1044})
DRIVER_ERRORS = (mariadb.Error, mariadb.Warning, UnicodeEncodeError, OverflowError, ValueError, TypeError)
_CLASSES: dict[int, Callable[[str], Exception]] = {
    DEADLOCK: QueryDeadlockError,
    1020: QueryDeadlockError,
    LOCK_TIMEOUT: QueryTimeoutError,
    1969: QueryTimeoutError,
    3024: QueryTimeoutError,
    1054: ColumnMissingError,
    1146: TableMissingError,
    1051: TableMissingError,
    1406: DataTooLongException,
    1118: SchemaProblem,
    1071: SchemaProblem,
}
_TABLE = re.compile(r"\b(?:into|update|table)\s+(?:ignore\s+)?`?([^`\s(]+(?:\s[^`(]*)?)`", re.IGNORECASE)
_KEY = re.compile(r"for key '(?:[^'.]+\.)?(?P<key>[^']+)'")


def number_of(error: Exception) -> int:
    return int(getattr(error, "errno", 0) or 0)


def mapped(error: Exception, sql: str, columns_of: Callable[[str, str], tuple[str, ...]]) -> Exception:
    """Return the framework's error for a driver's; ``columns_of(table, key)`` names the columns of an index."""
    number, text = number_of(error), str(error)
    if number in (DUPLICATE, TRUNCATED_KEY):
        return _duplicate(text, sql, columns_of)
    if number in _CLASSES:
        return _CLASSES[number](text)
    if number in LOST or number in UNREACHABLE:
        return ConnectionLost(text)
    return statement_error(f"({number}) {text}" if number else text, sql)


def _duplicate(text: str, sql: str, columns_of: Callable[[str, str], tuple[str, ...]]) -> DuplicateKey:
    table_match, key_match = _TABLE.search(sql), _KEY.search(text)
    table = table_match.group(1) if table_match else ""
    key = key_match.group("key") if key_match else ""
    columns = columns_of(table, key) if table and key else ()
    first = columns[0] if columns else None
    return DuplicateKey(text, table=table, column=first, columns=columns, is_primary=key == "PRIMARY")
