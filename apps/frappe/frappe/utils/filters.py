"""Compare a value with a condition as the query filters do, in Python; filters in their several forms."""

from __future__ import annotations

import datetime
import json
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from frappe.exceptions import DataError
from frappe.messages import _
from frappe.types import _dict
from frappe.utils.casting import cast
from frappe.utils.dates import parse_date, parse_datetime
from frappe.utils.numbers import cstr, flt


def _options(options: Any) -> Iterable[Any]:
    if isinstance(options, str):
        return [part.strip() for part in options.split(",")]
    return options if isinstance(options, (list, tuple, set, frozenset)) else () if options is None else (options,)


def _in(value: Any, options: Any) -> bool:
    choices = list(_options(options))
    return value in choices or (value is not None and cstr(value) in [cstr(choice) for choice in choices])


def sql_like(value: Any, pattern: Any) -> bool:
    """Tell whether text matches a ``LIKE`` pattern: ``%`` any text, ``_`` one character, case ignored."""
    text, wanted = cstr(value).lower(), cstr(pattern).lower()
    first, *rest = [re.escape(part).replace("_", ".") for part in wanted.split("%")]
    match = re.compile(first, re.DOTALL).match(text)
    if match is None or not rest:
        return match is not None and match.end() == len(text)
    position = match.end()
    for part in rest[:-1]:
        match = re.compile(part, re.DOTALL).search(text, position)
        if match is None:
            return False
        position = match.end()
    tail = wanted.rpartition("%")[2]
    start = len(text) - len(tail)
    return start >= position and re.compile(rest[-1], re.DOTALL).fullmatch(text, start) is not None


def _is(value: Any, state: Any) -> bool:
    return bool(value) if cstr(state).lower() == "set" else not value


def _between(value: Any, bounds: Any) -> bool:
    low, high = _options(bounds)
    if value is None:
        return False
    if isinstance(value, datetime.datetime):
        end = parse_datetime(high)
        midnight = end.time() == datetime.time() and (not isinstance(high, str) or len(high.strip()) <= 10)
        return bool(parse_datetime(low) <= value <= (end.replace(hour=23, minute=59, second=59) if midnight else end))
    return bool(_alike(value, low)[1] <= value <= _alike(value, high)[1])


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "in": _in,
    "not in": lambda value, options: not _in(value, options),
    "like": sql_like,
    "not like": lambda value, pattern: not sql_like(value, pattern),
    "is": _is,
    "between": _between,
    "^": lambda value, start: cstr(value).startswith(cstr(start)),
    "None": lambda value, _nothing: value is None,
    "not None": lambda value, _nothing: value is not None,
}
_AS_THEY_ARE = frozenset(("in", "not in", "is", "between", "None", "not None", "like", "not like"))


def compare(val1: Any, condition: str, val2: Any, fieldtype: str | None = None) -> bool:
    """Tell whether a value satisfies a condition; numbers and dates given as text are read as such."""
    name = condition if condition in OPERATORS else cstr(condition).strip().lower()
    test = OPERATORS.get(name)
    if test is None:
        return False
    if fieldtype and name not in _AS_THEY_ARE:
        val1, val2 = cast(fieldtype, val1), cast(fieldtype, val2)
    left, right = (val1, val2) if name in _AS_THEY_ARE else _alike(val1, val2)
    try:
        return bool(test(left, right))
    except TypeError:
        return bool(test(cstr(left), cstr(right)))


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    try:
        if isinstance(left, datetime.datetime) and isinstance(right, (str, datetime.date)):
            return left, parse_datetime(right)
        if isinstance(left, datetime.date) and isinstance(right, (str, datetime.datetime)):
            return left, parse_date(right)
        if isinstance(right, (datetime.datetime, datetime.date)) and isinstance(left, str) and left:
            return (parse_datetime(left) if isinstance(right, datetime.datetime) else parse_date(left)), right
    except ValueError:
        return cstr(left), cstr(right)
    if isinstance(left, (int, float)) and isinstance(right, str):
        return left, flt(right)
    if isinstance(right, (int, float)) and isinstance(left, (str, type(None))):
        return flt(left), right
    return left, right


def evaluate_filters(doc: Any, filters: Any) -> bool:
    """Tell whether a document matches filters: ``{field: value}`` or lists ``[doctype?, field, operator, value]``."""
    given = filters.items() if isinstance(filters, Mapping) else filters or ()
    return all(
        compare(doc.get(row.fieldname), row.operator, row.value, row.fieldtype)
        for row in (get_filter(None, dict([entry]) if isinstance(filters, Mapping) else entry) for entry in given)
    )


def make_filter_tuple(doctype: str | None, key: str, value: Any) -> tuple[str | None, str, str, Any]:
    """Return one filter ``(doctype, fieldname, operator, value)`` of a dict's entry."""
    if isinstance(value, (list, tuple)) and len(value) == 2:
        return (doctype, key, value[0], value[1])
    return (doctype, key, "=", value)


def make_filter_dict(filters: Iterable[Any]) -> dict[str, tuple[str, Any]]:
    """Return filter lists as ``{fieldname: (operator, value)}``."""
    return {row.fieldname: (row.operator, row.value) for row in (get_filter(None, entry) for entry in filters)}


def get_filter(doctype: str | None, f: Any, filters_config: Mapping[str, Any] | None = None) -> _dict:
    """Return one filter in any of its forms as doctype, fieldname, operator and value.

    Raises:
        DataError: the form or the operator is not known.
    """
    if isinstance(f, Mapping):
        if len(f) != 1:
            raise DataError(_("Filter must have 4 values (doctype, fieldname, operator, value): {0}").format(f))
        key, value = next(iter(f.items()))
        f = make_filter_tuple(doctype, key, value)
    if not isinstance(f, (list, tuple)) or not 2 <= len(f) <= 5:
        raise DataError(_("Filter must be a tuple or list (in a list)"))
    parts = (doctype, f[0], "=", f[1]) if len(f) == 2 else (doctype, *f) if len(f) == 3 else tuple(f[:4])
    name, field, condition, value = parts
    condition = condition or "="
    known = {*OPERATORS, *(filters_config or ()), *_QUERY_ONLY}
    if condition not in known and cstr(condition).lower() not in known:
        raise DataError(_("Operator must be one of {0}").format(", ".join(sorted(known))))
    return _dict(doctype=name, fieldname=field, operator=condition, value=value, fieldtype=None)


_QUERY_ONLY = frozenset(
    ("timespan", "previous", "next", "descendants of", "not descendants of", "ancestors of", "not ancestors of",
     "descendants of (inclusive)")
)  # fmt: skip


def get_safe_filters(filters: Any) -> Any:
    """Return filters that came as JSON text as their value; a plain name stays text."""
    if not isinstance(filters, str):
        return filters
    try:
        found = json.loads(filters)
    except ValueError:
        return filters
    return filters if isinstance(found, (int, float)) and not isinstance(found, bool) else found
