"""Compare a value with a condition as the query filters do, in Python."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from frappe.utils.dates import parse_date, parse_datetime
from frappe.utils.numbers import cstr, flt


def _in(value: Any, options: Any) -> bool:
    if isinstance(options, str):
        options = [part.strip() for part in options.split(",")]
    return value in (options or ())


def _like(value: Any, pattern: Any) -> bool:
    text, wanted = cstr(value).lower(), cstr(pattern).lower()
    if wanted.startswith("%") and wanted.endswith("%") and len(wanted) > 1:
        return wanted[1:-1] in text
    if wanted.startswith("%"):
        return text.endswith(wanted[1:])
    if wanted.endswith("%"):
        return text.startswith(wanted[:-1])
    return text == wanted


def _is(value: Any, state: Any) -> bool:
    return bool(value) if state == "set" else not value


def _between(value: Any, bounds: Any) -> bool:
    return bool(bounds[0] <= value <= bounds[1])


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "in": _in,
    "not in": lambda value, options: not _in(value, options),
    "like": _like,
    "not like": lambda value, pattern: not _like(value, pattern),
    "is": _is,
    "between": _between,
    "^": lambda value, start: cstr(value).startswith(cstr(start)),
    "None": lambda value, _nothing: value is None,
    "not None": lambda value, _nothing: value is not None,
}


def compare(val1: Any, condition: str, val2: Any, fieldtype: str | None = None) -> bool:
    """Tell whether a value satisfies a condition; numbers and dates given as text are read as such."""
    test = OPERATORS.get((condition or "").strip().lower() if condition not in OPERATORS else condition)
    if test is None:
        return False
    left, right = _alike(val1, val2)
    try:
        return bool(test(left, right))
    except TypeError:
        return bool(test(cstr(left), cstr(right)))


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    import datetime

    if isinstance(left, datetime.datetime) and isinstance(right, (str, datetime.date)):
        return left, parse_datetime(right)
    if isinstance(left, datetime.date) and isinstance(right, (str, datetime.datetime)):
        return left, parse_date(right)
    if isinstance(left, (int, float)) and isinstance(right, str):
        return left, flt(right)
    if isinstance(right, (int, float)) and isinstance(left, (str, type(None))):
        return flt(left), right
    return left, right


def evaluate_filters(doc: Any, filters: Any) -> bool:
    """Tell whether a document matches filters."""
    rows = filters.items() if isinstance(filters, dict) else filters
    for row in rows:
        if isinstance(filters, dict):
            field, value = row
            condition, value = value if isinstance(value, (list, tuple)) else ("=", value)
        else:
            *_doctype, field, condition, value = row if len(row) < 5 else row[:4]
        if not compare(doc.get(field), condition, value):
            return False
    return True
