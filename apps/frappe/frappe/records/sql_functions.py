"""The SQL functions that lists may use, as each dialect spells them. What is not here does not reach the database."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frappe.utils.dates import parse_date, parse_datetime, to_timedelta

Template = str | Callable[[list[str]], str]


@dataclass(frozen=True)
class SqlFunction:
    """One function. ``in_text`` allows it in a field given as text, others need the dict form.

    ``result`` names the kind of column the value loads as; "same" is that of the first argument.
    """

    name: str
    least: int = 1
    most: int = 1
    aggregate: bool = False
    in_text: bool = False
    result: str | None = None
    sqlite: Template | None = None
    mariadb: Template | None = None

    def render(self, dialect: str, arguments: list[str], *, distinct: bool = False) -> str:
        """Return the call's SQL."""
        template = self.sqlite if dialect == "sqlite" else self.mariadb
        if template is None:
            return f"{self.name}({'distinct ' if distinct else ''}{', '.join(arguments)})"
        return template(arguments) if callable(template) else template.format(*arguments)


def _strftime(code: str) -> str:
    """Return a part of a date as a number, without a call into Python for each row."""
    return f"(strftime('{code}', {{0}}) + 0)"


_ALL = (
    SqlFunction("count", aggregate=True, in_text=True),
    SqlFunction("sum", aggregate=True, in_text=True),
    SqlFunction("avg", aggregate=True, in_text=True),
    SqlFunction("min", aggregate=True, in_text=True, result="same"),
    SqlFunction("max", aggregate=True, in_text=True, result="same"),
    SqlFunction("group_concat", aggregate=True, in_text=True),
    SqlFunction("abs", in_text=True),
    SqlFunction("round", most=2, in_text=True),
    SqlFunction("floor", in_text=True, sqlite="(cast({0} as integer) - ({0} < cast({0} as integer)))"),
    SqlFunction("ceil", in_text=True, sqlite="(cast({0} as integer) + ({0} > cast({0} as integer)))"),
    SqlFunction("lower", in_text=True),
    SqlFunction("upper", in_text=True),
    SqlFunction("trim", in_text=True),
    SqlFunction("length", in_text=True, mariadb="char_length({0})"),
    SqlFunction("date", in_text=True, result="date"),
    SqlFunction("year", in_text=True, sqlite=_strftime("%Y")),
    SqlFunction("month", in_text=True, sqlite=_strftime("%m")),
    SqlFunction("day", in_text=True, sqlite=_strftime("%d")),
    SqlFunction("hour", in_text=True, sqlite=_strftime("%H")),
    SqlFunction("minute", sqlite=_strftime("%M")),
    SqlFunction("second", sqlite=_strftime("%S")),
    SqlFunction("quarter", in_text=True),
    SqlFunction("week"),
    SqlFunction("monthname", in_text=True),
    SqlFunction("timestamp", most=2, result="datetime"),
    SqlFunction("ifnull", 2, 2),
    SqlFunction("coalesce", 1, 20),
    SqlFunction("nullif", 2, 2),
    SqlFunction("concat", 1, 20),
    SqlFunction("locate", 2, 2, sqlite="instr(lower({1}), lower({0}))"),
)
FUNCTIONS: dict[str, SqlFunction] = {function.name: function for function in _ALL}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
EXTRACT_UNITS = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second"})


def _load_date(value: Any) -> Any:
    return parse_date(value) if isinstance(value, str) else value


def _load_datetime(value: Any) -> datetime.datetime | Any:
    return parse_datetime(value) if isinstance(value, str) else value


def _load_time(value: Any) -> Any:
    return to_timedelta(value) if isinstance(value, str) else value


LOADERS: dict[str, Callable[[Any], Any]] = {"date": _load_date, "datetime": _load_datetime, "time": _load_time}
"""How a computed value becomes what a column of that kind loads as: SQLite gives text."""
