"""How the values of a filter compare with a kind of column: what is bound, and what stands for NULL (contract 6.2)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from frappe.exceptions import DataError
from frappe.messages import _
from frappe.metadata import DocField
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.utils.dates import parse_date, parse_datetime, to_timedelta
from frappe.utils.numbers import cint
from frappe.utils.text import format_timedelta

NEVER_NULL = frozenset({"name", "creation", "modified"})
FIRST_DAY, FIRST_MOMENT = "0001-01-01", "0001-01-01 00:00:00.000000"


@dataclass(frozen=True)
class Kind:
    """One way to compare. ``fallback`` is the SQL that stands for NULL, None where NULL never takes part."""

    name: str
    bind: Callable[[Any], Any]
    fallback: str | None = None
    dated: bool = False

    @property
    def is_text(self) -> bool:
        return self.name == "text"

    def or_fallback(self, column: str, dialect: str) -> str:
        """Return the column with what stands for NULL; on SQLite a function's text has to be told to ignore case."""
        if not self.fallback:
            return column
        collate = " collate nocase" if dialect == "sqlite" and self.is_text else ""
        return f"ifnull({column}, {self.fallback}){collate}"


def _single(value: Any) -> Any:
    if isinstance(value, (list, tuple, dict, set)):
        raise DataError(_("A filter compares one value; use the operator in for lists."))
    return value


def _bind_text(value: Any) -> Any:
    value = _single(value)
    if isinstance(value, str):
        return value if value.isascii() else _encodable(value)
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return format_timedelta(value) if isinstance(value, datetime.timedelta) else str(value)


def _encodable(text: str) -> str:
    """Return text that a database can store; half of a character cannot be searched for."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise DataError(_("The text to search for is not valid Unicode.")) from error
    return text


def _bind_number(value: Any) -> Any:
    """Return a number; text that is none is compared as 0, as MariaDB does."""
    value = _single(value)
    if isinstance(value, (bool, int)):
        return int(value) if -(2**63) <= value < 2**63 else float(value)
    if isinstance(value, (float, Decimal)):
        return float(value)
    text = str(value or 0).strip()
    try:
        number = float(text)
    except ValueError:
        return 0
    if number != number:
        return 0
    return cint(text) if number.is_integer() and abs(number) < 2**53 else number


def _bind_date(value: Any) -> Any:
    if _single(value) in (None, ""):
        return FIRST_DAY
    return _parsed(parse_date, value, FIRST_DAY)


def _bind_datetime(value: Any) -> Any:
    if _single(value) in (None, "", FIRST_DAY):
        return FIRST_MOMENT
    moment = _parsed(parse_datetime, value, None)
    return moment if isinstance(moment, str) else moment.replace(tzinfo=None).strftime("%Y-%m-%d %H:%M:%S.%f")


def _bind_time(value: Any) -> Any:
    return datetime.timedelta() if _single(value) in (None, "") else _parsed(to_timedelta, value, None)


def _parsed(parse: Callable[[Any], Any], value: Any, empty: Any) -> Any:
    try:
        found = parse(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise DataError(_("{0} is not a date").format(str(value)[:40])) from error
    return empty if found is None else found.isoformat() if type(found) is datetime.date else found


TEXT = Kind("text", _bind_text, "''")
NUMBER = Kind("number", _bind_number)
NULLABLE_NUMBER = Kind("nullable_number", _bind_number, "0")
DATE = Kind("date", _bind_date, f"'{FIRST_DAY}'", dated=True)
DATETIME = Kind("datetime", _bind_datetime, f"'{FIRST_MOMENT}'", dated=True)
TIME = Kind("time", _bind_time, "'00:00:00'")
_FIXED = {kind: Kind(kind.name, kind.bind, None, kind.dated) for kind in (TEXT, NUMBER, DATE, DATETIME, TIME)}
_OF_COLUMN = {
    "int": NUMBER,
    "bigint": NUMBER,
    "check": NUMBER,
    "decimal": NUMBER,
    "decimal_null": NULLABLE_NUMBER,
    "rating": NULLABLE_NUMBER,
    "date": DATE,
    "datetime": DATETIME,
    "time": TIME,
}


def column_kind(field: DocField) -> str:
    """Return the kind of column a field has."""
    return FIELD_TYPES[field.fieldtype].kind or "varchar"


def kind_of(field: DocField, *, null_tolerant: bool = True) -> Kind:
    """Return how a field's column compares; NULL takes no part where it cannot be or is not asked for."""
    kind = _OF_COLUMN.get(column_kind(field), TEXT)
    if not null_tolerant or field.fieldname in NEVER_NULL or field.get("not_nullable"):
        return _FIXED.get(kind, NUMBER)
    return kind
