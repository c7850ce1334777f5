"""A cursor that sends finished text, and what it brings back.

The driver looks for placeholders by itself and loses its way in ``'a"?'`` or ``'a\\'b'``, and it prepares a statement
for each date. Here values are put in place by this room, which knows where strings begin and end (``Template``). The
private methods are those of mariadb 1.1.14; the lock pins that release.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from mariadb.constants import FIELD_TYPE
from mariadb.cursors import Cursor as DriverCursor

from frappe.database.app_sql import tokens_of
from frappe.database.errors import StatementError, statement_error
from frappe.database.values import plain

_DECIMALS = frozenset({FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL})
_ROW_MARKS = re.compile(r"^(?P<head>.*\bvalues\s*)(?P<row>\([\s?,]*\))(?P<tail>[^?]*)$", re.IGNORECASE | re.DOTALL)


class TextCursor(DriverCursor):  # type: ignore[misc]
    """Runs text without looking into it."""

    def run(self, text: str) -> None:
        self._reset()
        self._rowcount = 0
        self._description = None
        self._data = None
        self._text = True
        self._execute_text(text.encode())
        self._readresponse()
        self._initresult()
        self._bulk = 0


class Rows:
    """A statement's result, read at once; decimals as the contract loads them."""

    def __init__(self, cursor: TextCursor) -> None:
        self.description = cursor.description
        self._rows = _loaded(cursor.fetchall(), self.description) if self.description else []
        self.rowcount: int = len(self._rows) if self.description else cursor.affected_rows
        self.lastrowid: int | None = cursor.insert_id
        self._place = 0

    def fetchall(self) -> list[tuple[Any, ...]]:
        start, self._place = self._place, len(self._rows)
        return self._rows[start:] if start else self._rows

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        start, self._place = self._place, self._place + size
        return self._rows[start : self._place]

    def fetchone(self) -> tuple[Any, ...] | None:
        found = self.fetchmany(1)
        return found[0] if found else None

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())


def _loaded(rows: list[tuple[Any, ...]], description: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return rows with decimals as float, those without a fraction by type (a sum of integers) as int."""
    places = [n for n, column in enumerate(description) if column[1] in _DECIMALS]
    if not places:
        return rows
    out = []
    for row in rows:
        values = list(row)
        for place in places:
            values[place] = _number(values[place])
        out.append(tuple(values))
    return out


def _number(value: Any) -> Any:
    if value is None:
        return None
    return int(value) if isinstance(value, Decimal) and value.as_tuple().exponent == 0 else float(value)


# -- values in place


def sql_value(value: Any) -> str:
    """Return a value as MariaDB's text of it.

    Raises:
        StatementError: the value is not a finite number.
    """
    if value is None:
        return "null"
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is int:
        return str(value)
    if kind is bool:
        return "1" if value else "0"
    if kind is bytes:
        return f"x'{value.hex()}'"
    if kind is float or kind is Decimal:
        if not math.isfinite(value):
            raise StatementError(f"{value} is no number that a column holds")
        return repr(value) if kind is float else f"{value:f}"
    return sql_value(plain(value))


def _quoted(text: str) -> str:
    """Return a string; connections speak utf8mb4 and read backslashes as escapes, so these two suffice."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return "'" + text.replace("'", "''") + "'"


class Template:
    """A statement cut at its ``?`` outside of strings, names and comments."""

    __slots__ = ("pieces", "_row")

    def __init__(self, sql: str) -> None:
        pieces = [""]
        for kind, text in tokens_of(sql):
            if kind == "mark" and text == "?":
                pieces.append("")
            else:
                pieces[-1] += text
        self.pieces = tuple(pieces)
        self._row = _ROW_MARKS.match(sql)

    def fill(self, values: Sequence[Any]) -> str:
        """Return the text with values in place.

        Raises:
            StatementError: the numbers of marks and values differ.
        """
        if len(values) != len(self.pieces) - 1:
            raise statement_error(f"{len(values)} values for {len(self.pieces) - 1} marks", "?".join(self.pieces))
        if not values:
            return self.pieces[0]
        parts = [self.pieces[0]]
        for value, piece in zip(values, self.pieces[1:], strict=True):
            parts += (sql_value(value), piece)
        return "".join(parts)

    def fill_many(self, rows: Iterable[Sequence[Any]], *, row_limit: int, size_limit: int) -> Iterator[str]:
        """Yield texts for many rows: one INSERT holds as many as the limits admit, other statements one."""
        if self._row is None:
            yield from (self.fill(row) for row in rows)
            return
        width, waiting, size = len(self.pieces) - 1, [], 0
        for row in rows:
            if len(row) != width:
                raise StatementError(f"{len(row)} values for {width} marks")
            text = "(" + ", ".join([sql_value(value) for value in row]) + ")"
            waiting.append(text)
            size += len(text)
            if len(waiting) >= row_limit or size >= size_limit:
                yield self._row["head"] + ", ".join(waiting) + self._row["tail"]
                waiting, size = [], 0
        if waiting:
            yield self._row["head"] + ", ".join(waiting) + self._row["tail"]
