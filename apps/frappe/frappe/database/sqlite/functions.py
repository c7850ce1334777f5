"""Functions of MariaDB that SQLite lacks, for SQL of apps."""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from frappe.localization.clock import now, nowdate
from frappe.utils.dates import parse_date, parse_datetime

_FORMAT = {"%i": "%M", "%s": "%S", "%M": "%B", "%e": "%d", "%c": "%m", "%h": "%I", "%k": "%H"}


def _regexp(pattern: Any, value: Any) -> bool | None:
    if value is None or pattern is None:
        return None
    return re.search(str(pattern)[:500], str(value), re.IGNORECASE) is not None


def _concat(*parts: Any) -> str | None:
    return None if any(part is None for part in parts) else "".join(str(part) for part in parts)


def _concat_ws(separator: str, *parts: Any) -> str:
    return separator.join(str(part) for part in parts if part is not None)


def _date_format(value: Any, pattern: str) -> str | None:
    if value is None:
        return None
    return parse_datetime(value).strftime(re.sub(r"%[a-zA-Z]", lambda m: _FORMAT.get(m.group(), m.group()), pattern))


def _datediff(end: Any, start: Any) -> int | None:
    last, first = parse_date(end), parse_date(start)
    return (last - first).days if last and first else None


def _part(read: Callable[[datetime.date], int]) -> Callable[[Any], int | None]:
    def function(value: Any) -> int | None:
        day = parse_date(value)
        return read(day) if day else None

    return function


FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("regexp", 2, _regexp),
    ("concat", -1, _concat),
    ("concat_ws", -1, _concat_ws),
    ("if", 3, lambda test, yes, no: yes if test else no),
    ("date_format", 2, _date_format),
    ("datediff", 2, _datediff),
    ("now", 0, now),
    ("curdate", 0, nowdate),
    ("year", 1, _part(lambda day: day.year)),
    ("month", 1, _part(lambda day: day.month)),
    ("quarter", 1, _part(lambda day: (day.month - 1) // 3 + 1)),
    ("dayofmonth", 1, _part(lambda day: day.day)),
    ("monthname", 1, lambda value: parse_datetime(value).strftime("%B") if value else None),
    ("locate", 2, lambda part, text: (text or "").lower().find((part or "").lower()) + 1),
    ("greatest", -1, lambda *values: None if None in values else max(values)),
    ("least", -1, lambda *values: None if None in values else min(values)),
)


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection MariaDB's functions."""
    for name, arguments, function in FUNCTIONS:
        connection.create_function(name, arguments, function)
