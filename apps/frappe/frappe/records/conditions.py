"""One condition to SQL: operators, null handling, dates, trees (contract 6.2). Values are always bound."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from frappe.exceptions import DataError
from frappe.localization import now_datetime
from frappe.localization.formatters import WEEKDAYS
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.metadata import DocField
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.records.filters import period
from frappe.utils.dates import parse_date, parse_datetime
from frappe.utils.numbers import cint, flt
from frappe.utils.text import format_timedelta

NULLABLE_TEXT = ("varchar", "text", "longtext", "json", None)
Rendered = tuple[str, list[Any]]


def render(column: str, field: DocField | None, operator: str, value: Any) -> Rendered:
    """Return SQL with ``?`` and its values for one condition."""
    kind = FIELD_TYPES[field.fieldtype].kind if field else "varchar"
    if isinstance(value, ColumnValue):
        return f"{column} {operator if operator in COMPARISONS else '='} {value.column}", []
    if value is None and operator in ("=", "!="):
        operator, value = "is", "not set" if operator == "=" else "set"
    renderer = _RENDERERS.get(operator)
    if renderer is None:
        raise DataError(_("Operator {0} cannot be used here.").format(operator))
    never_null = field is not None and field.fieldname in ("name", "creation", "modified")
    return renderer(column, None if never_null else kind, kind, value, operator)


class ColumnValue:
    """Another column as a value."""

    def __init__(self, column: str) -> None:
        self.column = column


COMPARISONS = ("=", "!=", ">", "<", ">=", "<=")


def bind(value: Any, kind: str | None) -> Any:
    """Return a filter's value as its column compares it.

    Raises:
        DataError: a list or object where one value is expected, text that is no date.
    """
    if isinstance(value, (list, tuple, dict)):
        raise DataError(_("A filter compares one value; use the operator in for lists."))
    try:
        if kind == "date" and value not in (None, ""):
            return (parse_date(value) or datetime.date.min).isoformat()
        if kind == "datetime" and value not in (None, ""):
            return parse_datetime(value).strftime("%Y-%m-%d %H:%M:%S.%f")
    except ValueError as error:
        raise DataError(_("{0} is not a date").format(str(value)[:40])) from error
    if kind in ("int", "bigint", "check"):
        number = flt(value)
        return cint(number) if number.is_integer() and abs(number) < 2**63 else number
    if kind in ("decimal", "decimal_null", "rating"):
        return flt(value)
    if isinstance(value, datetime.timedelta):
        return format_timedelta(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return str(value)
    return value if value is None or isinstance(value, str) else str(value)


def _fallback(column: str, null_kind: str | None, value_kind: str | None) -> str:
    """Return the column with what stands for NULL, where NULL rows shall compare (12.13)."""
    if value_kind in ("date", "datetime"):
        return f"ifnull({column}, '0001-01-01')" if null_kind else column
    if value_kind in ("int", "bigint", "check", "decimal"):
        return column
    if value_kind in ("decimal_null", "rating"):
        return f"ifnull({column}, 0)"
    return f"ifnull({column}, '')" if null_kind else column


def _compare(column: str, null_kind: str | None, kind: str | None, value: Any, operator: str) -> Rendered:
    bound = bind(value, kind)
    dated = kind in ("date", "datetime")
    keep = (operator == "=" and value) or (dated and operator in (">", ">=")) or operator in (">", ">=")
    left = column if keep else _fallback(column, null_kind, kind)
    if bound == "" and dated:
        bound = "0001-01-01"
    return f"{left} {operator} ?", [bound]


def _like(column: str, null_kind: str | None, kind: str | None, value: Any, operator: str) -> Rendered:
    if isinstance(value, (list, tuple, dict)):
        raise DataError(_("A filter compares one value; use the operator in for lists."))
    left = _fallback(column, null_kind, "varchar") if operator == "not like" or not value else column
    return f"{left} {operator} ? escape '\\'", [str(value if value is not None else "")[:1000]]


def _in(column: str, null_kind: str | None, kind: str | None, value: Any, operator: str) -> Rendered:
    options = _options(value)
    if not options:
        return ("1 = 0" if operator == "in" else "1 = 1"), []
    bound = [bind(option, kind) if option is not None else "" for option in options]
    blank = any(option in (None, "") for option in options)
    left = column if operator == "in" and not blank else _fallback(column, null_kind, kind)
    return f"{left} {operator} ({', '.join('?' * len(bound))})", bound


def _options(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")] if value else []
    if isinstance(value, (list, tuple)):
        flat: list[Any] = []
        for option in value:
            flat += list(option) if isinstance(option, (list, tuple)) else [option]
        if len(flat) > 5000:
            raise DataError(_("The operator in takes at most {0} values.").format(5000))
        return flat
    return [] if value is None else [value]


def _is(column: str, null_kind: str | None, kind: str | None, value: Any, operator: str) -> Rendered:
    state = str(value or "").strip().lower()
    if state not in ("set", "not set"):
        raise DataError(_('The operator is takes "set" or "not set".'))
    if kind in ("int", "bigint", "check", "decimal"):
        return (f"{column} is not null" if state == "set" else f"{column} is null"), []
    if state == "set":
        return f"({column} is not null and {column} != '')", []
    return f"({column} is null or {column} = '')", []


def _between(column: str, null_kind: str | None, kind: str | None, value: Any, operator: str) -> Rendered:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    bounds = list(value) if isinstance(value, (list, tuple)) else [None, None]
    start, end = (bounds + [None, None])[:2]
    if kind not in ("date", "datetime"):
        return f"{column} between ? and ?", [bind(start, kind), bind(end, kind)]
    try:
        first, last = _day_bounds(start, end)
    except ValueError as error:
        raise DataError(_("{0} is not a date").format(str(value)[:60])) from error
    if kind == "date":
        return f"{column} between ? and ?", [first.date().isoformat(), last.date().isoformat()]
    return f"{column} between ? and ?", [_moment(first), _moment(last)]


def _moment(value: datetime.datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f")


def _day_bounds(start: Any, end: Any) -> tuple[datetime.datetime, datetime.datetime]:
    today = now_datetime().date()
    first = parse_datetime(start) if start else parse_datetime(today)
    last = parse_datetime(end) if end else parse_datetime(today)
    if not end or (len(str(end)) <= 10):
        last = last.replace(hour=23, minute=59, second=59, microsecond=999999)
    return first, last


def _timespan(column: str, null_kind: str | None, kind: str | None, value: Any, operator: str) -> Rendered:
    words = str(value or "")
    if operator in ("previous", "next"):
        words = ("last " if operator == "previous" else "next ") + words
    first = WEEKDAYS.index(get_setting("first_day_of_the_week") or "Monday")
    start, end = period(words, now_datetime().date(), first)
    return _between(column, null_kind, kind if kind in ("date", "datetime") else "date", [start, end], "between")


def _regexp(column: str, null_kind: str | None, kind: str | None, value: Any, operator: str) -> Rendered:
    return f"{column} regexp ?", [str(value)[:200]]


_RENDERERS: dict[str, Callable[[str, str | None, str | None, Any, str], Rendered]] = {
    **dict.fromkeys(COMPARISONS, _compare),
    "like": _like,
    "not like": _like,
    "in": _in,
    "not in": _in,
    "is": _is,
    "between": _between,
    "timespan": _timespan,
    "previous": _timespan,
    "next": _timespan,
    "regex": _regexp,
}


def render_tree(column: str, tree_table: str, operator: str, value: Any) -> Rendered:
    """Return a condition on the nested set of the linked tree DocType."""
    names = _options(value)
    if not names:
        return "1 = 0", []
    marks = ", ".join("?" * len(names))
    inner = {
        "descendants of": "n.lft > r.lft and n.rgt < r.rgt",
        "descendants of (inclusive)": "n.lft >= r.lft and n.rgt <= r.rgt",
        "ancestors of": "n.lft < r.lft and n.rgt > r.rgt",
    }
    negated = operator.startswith("not ")
    plain = operator.removeprefix("not ")
    sql = (
        f"{column} {'not in' if negated else 'in'} (select n.`name` from `{tree_table}` n join `{tree_table}` r"
        f" on {inner[plain]} where r.`name` in ({marks}))"
    )
    return sql, [str(name) for name in names]
