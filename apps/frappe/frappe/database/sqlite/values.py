"""How values go into and come out of SQLite (contract 2.5).

Text that is no date in a date column, written past the framework, stays text.
"""

from __future__ import annotations

import datetime
import sqlite3
from decimal import Decimal

from frappe.database.values import clock_text, json_text, moment_text
from frappe.utils.dates import to_timedelta


def _load_date(value: bytes) -> datetime.date | str | None:
    if not value:
        return None
    try:
        return datetime.date.fromisoformat(value[:10].decode())
    except ValueError:
        return value.decode()


def _load_datetime(value: bytes) -> datetime.datetime | str | None:
    if not value:
        return None
    try:
        return datetime.datetime.fromisoformat(value.decode())
    except ValueError:
        return value.decode()


def _load_time(value: bytes) -> datetime.timedelta | str | None:
    if not value:
        return None
    try:
        return to_timedelta(value.decode())
    except ValueError:
        return value.decode()


def register() -> None:
    """Teach the driver, once for the process."""
    sqlite3.register_adapter(datetime.datetime, moment_text)
    sqlite3.register_adapter(datetime.date, datetime.date.isoformat)
    sqlite3.register_adapter(datetime.time, datetime.time.isoformat)
    sqlite3.register_adapter(datetime.timedelta, clock_text)
    sqlite3.register_adapter(Decimal, float)
    sqlite3.register_adapter(dict, json_text)
    sqlite3.register_adapter(list, json_text)
    sqlite3.register_converter("DATE", _load_date)
    sqlite3.register_converter("TIMESTAMP", _load_datetime)
    sqlite3.register_converter("TIME", _load_time)
