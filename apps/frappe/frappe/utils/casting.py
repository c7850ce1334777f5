"""A value as the type of a field."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from frappe.utils.dates import parse_date, parse_datetime, to_timedelta
from frappe.utils.numbers import cint, cstr, flt, sbool

_TEXT = "Data,Text,Small Text,Long Text,Text Editor,Select,Link,Dynamic Link".split(",")
_CASTS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("Currency", "Float", "Percent"), flt),
    **dict.fromkeys(("Int", "Check"), lambda value: cint(sbool(value))),
    **dict.fromkeys(_TEXT, cstr),
    "Date": parse_date,
    "Datetime": parse_datetime,
    "Time": to_timedelta,
}
_EMPTY: dict[str, Any] = {
    "Date": datetime.date(1, 1, 1),
    "Datetime": datetime.datetime(1, 1, 1),
    "Time": datetime.timedelta(0),
}


def cast(fieldtype: str, value: Any = None) -> Any:
    """Return a value as its field's type; an empty date or time is the earliest one, so that it compares."""
    if fieldtype in _EMPTY and not value:
        return _EMPTY[fieldtype]
    return cast_fieldtype(fieldtype, value)


def cast_fieldtype(fieldtype: str, value: Any = None, show_warning: bool = True) -> Any:
    """Return a value as its field's type; values of other types as they are."""
    convert = _CASTS.get(fieldtype)
    return convert(value) if convert else value
