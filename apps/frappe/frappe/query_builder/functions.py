"""SQL functions of queries: the library's, and those that Frappe adds; all take values as parameters."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from pypika import functions as _library
from pypika.functions import Abs as Abs
from pypika.functions import Avg as Avg
from pypika.functions import Coalesce as Coalesce
from pypika.functions import Concat as Concat
from pypika.functions import Count as Count
from pypika.functions import Date as Date
from pypika.functions import IfNull as IfNull
from pypika.functions import Max as Max
from pypika.functions import Min as Min
from pypika.functions import Now as Now
from pypika.functions import Sum as Sum
from pypika.terms import Function, LiteralValue

from frappe.query_builder.custom import GROUP_CONCAT as GROUP_CONCAT
from frappe.query_builder.custom import MATCH as MATCH
from frappe.query_builder.custom import STRING_AGG as STRING_AGG
from frappe.query_builder.custom import ConstantColumn as ConstantColumn
from frappe.query_builder.custom import DateFormat as DateFormat
from frappe.query_builder.custom import Month as Month
from frappe.query_builder.custom import MonthName as MonthName
from frappe.query_builder.custom import Quarter as Quarter
from frappe.query_builder.custom import Year as Year

_UNITS = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second"})
_TYPE = re.compile(r"[A-Za-z]+(\s+[A-Za-z]+)?(\s*\(\s*\d+\s*(,\s*\d+\s*)?\))?")
_Cast: Any = _library.Cast
GroupConcat = GROUP_CONCAT
Match = MATCH


class Concat_ws(Function):
    """Texts with a separator between them, the first argument."""

    def __init__(self, *terms: Any, **kwargs: Any) -> None:
        super().__init__("CONCAT_WS", *terms, **kwargs)


class Locate(Function):
    """The place of a text in another, from 1; 0 when it is not there."""

    def __init__(self, *terms: Any, **kwargs: Any) -> None:
        super().__init__("LOCATE", *terms, **kwargs)


class Ifnull(IfNull):
    """The second value where the first is NULL."""


class Timestamp(Function):
    """A moment from a date, or from a date and a time of day."""

    def __init__(self, term: Any, time: Any = None, alias: str | None = None) -> None:
        super().__init__("TIMESTAMP", *([term] if time is None else [term, time]), alias=alias)


class Round(Function):
    """A number rounded to some decimals."""

    def __init__(self, term: Any, decimal: int = 0, **kwargs: Any) -> None:
        super().__init__("ROUND", term, decimal, **kwargs)


class Truncate(Function):
    """A number cut after some decimals."""

    def __init__(self, term: Any, decimal: int, **kwargs: Any) -> None:
        super().__init__("TRUNCATE", term, decimal, **kwargs)


class CombineDatetime(Timestamp):
    """A moment from a date and a time of day."""

    def __init__(self, datepart: Any, timepart: Any, alias: str | None = None) -> None:
        super().__init__(datepart, timepart, alias=alias)


class UnixTimestamp(Function):
    """Seconds since 1970."""

    def __init__(self, *terms: Any, **kwargs: Any) -> None:
        super().__init__("UNIX_TIMESTAMP", *terms, **kwargs)


class Extract(Function):
    """A part of a date: year, quarter, month, week, day, hour, minute or second."""

    def __init__(self, date_part: Any, field: Any, alias: str | None = None) -> None:
        unit = str(getattr(date_part, "value", date_part)).lower()
        if unit not in _UNITS:
            raise ValueError(f"{date_part!r} is no part of a date")
        super().__init__("DAYOFMONTH" if unit == "day" else unit.upper(), field, alias=alias)


class DayOfYear(Function):
    """A date's day in its year."""

    def __init__(self, term: Any, alias: str | None = None) -> None:
        super().__init__("DAYOFYEAR", term, alias=alias)


class TimestampAdd(Function):
    """A moment moved by a number of units."""

    def __init__(self, date_part: Any, interval: Any, term: Any, alias: str | None = None) -> None:
        unit = str(getattr(date_part, "value", date_part)).lower()
        if unit not in _UNITS:
            raise ValueError(f"{date_part!r} is no part of a date")
        super().__init__("TIMESTAMPADD", LiteralValue(unit.upper()), interval, term, alias=alias)


class Cast_(_Cast):  # type: ignore[misc]
    """A value as another type."""

    def __init__(self, value: Any, as_type: Any, alias: str | None = None) -> None:
        name = as_type if isinstance(as_type, str) else as_type.get_sql()
        if not _TYPE.fullmatch(name.strip()):
            raise ValueError(f"{as_type!r} is no type")
        super().__init__(value, _MYSQL_TYPES.get(name.strip().lower(), name), alias=alias)


_MYSQL_TYPES = {"varchar": "CHAR", "text": "CHAR", "int": "SIGNED", "integer": "SIGNED", "float": "DOUBLE"}


class SqlFunctions(Enum):
    """Names of functions."""

    DayOfYear = "dayofyear"
    Extract = "extract"
    Locate = "locate"
    Count = "count"
    Sum = "sum"
    Avg = "avg"
    Max = "max"
    Min = "min"
    Abs = "abs"
    Timestamp = "timestamp"
    IfNull = "ifnull"
    Concat = "concat"
    Now = "now"


def __getattr__(name: str) -> Any:
    """Give the library's other functions under their names."""
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(_library, name)
