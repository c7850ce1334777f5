"""The operators of filters: one small class each, in the registry ``OPERATORS`` (contract 6.2).

An operator tells the *shape* of a value (what of it decides the SQL text), the SQL for a shape, and the values that
are bound. Equal shapes give equal SQL, so that a query's text is built once.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from frappe.exceptions import DataError
from frappe.localization import get_timespan_date_range, now_datetime
from frappe.messages import _
from frappe.records.guards import in_values
from frappe.records.kinds import DATE, DATETIME, TEXT, Kind
from frappe.utils.dates import parse_date, parse_datetime

Binder = Callable[[Any], Sequence[Any]]
MANY_VALUES = 2048
MAX_PATTERN = 5000
MAX_PERIOD = 40


@dataclass(frozen=True)
class Target:
    """The column a condition is about."""

    sql: str
    kind: Kind
    dialect: str
    limited: bool = False


@dataclass(frozen=True)
class Rendered:
    """A condition's SQL, and the function that turns its value into bound values."""

    sql: str
    bind: Binder


def _nothing(_value: Any) -> Sequence[Any]:
    return ()


class Operator:
    """How one operator reads values and writes SQL."""

    def shape(self, value: Any) -> Any:
        """Return what of a value decides the SQL; hashable."""
        return None

    def render(self, target: Target, shape: Any) -> Rendered:
        """Return the SQL for a shape and the binder of values of that shape."""
        raise NotImplementedError


# -- is set, is not set


def _is_set(target: Target) -> Rendered:
    if not target.kind.is_text:
        return Rendered(f"{target.sql} is not null", _nothing)
    return Rendered(f"({target.sql} is not null and {target.sql} != '')", _nothing)


def _is_not_set(target: Target) -> Rendered:
    if not target.kind.is_text:
        return Rendered(f"{target.sql} is null", _nothing)
    return Rendered(f"({target.sql} is null or {target.sql} = '')", _nothing)


class Is(Operator):
    """``is`` with "set" or "not set"."""

    def shape(self, value: Any) -> Any:
        state = value.strip().lower() if isinstance(value, str) else "not set" if value is None else ""
        if state not in ("set", "not set"):
            raise DataError(_('The operator is takes "set" or "not set".'))
        return state

    def render(self, target: Target, shape: Any) -> Rendered:
        return _is_set(target) if shape == "set" else _is_not_set(target)


# -- comparisons


@dataclass(frozen=True)
class Compare(Operator):
    """``= != < <= > >=``; rows with NULL take part as blank rows unless that cannot matter."""

    sign: str

    def shape(self, value: Any) -> Any:
        return "null" if value is None else "blank" if value == "" else bool(value)

    def render(self, target: Target, shape: Any) -> Rendered:
        kind = target.kind
        empty = shape == "null" or (shape == "blank" and (kind.dated or kind.name == "time"))
        if empty and self.sign in ("=", "!="):
            return (_is_not_set if self.sign == "=" else _is_set)(target)
        plain = (self.sign == "=" and shape is True) or (kind.dated and self.sign in (">", ">="))
        column = target.sql if plain else kind.or_fallback(target.sql, target.dialect)
        return Rendered(f"{column} {self.sign} ?", lambda value: (kind.bind(value),))


# -- like


@dataclass(frozen=True)
class Like(Operator):
    """``like`` and ``not like``: the caller writes the %; a backslash is a backslash.

    The escape character is named because databases and their modes differ in the one they take for granted.
    """

    sign: str

    def shape(self, value: Any) -> Any:
        return bool(value)

    def render(self, target: Target, shape: Any) -> Rendered:
        column = target.sql if self.sign == "like" and shape else TEXT.or_fallback(target.sql, target.dialect)

        def bind(value: Any) -> Sequence[Any]:
            text = str(TEXT.bind(value))
            if len(text) > MAX_PATTERN:
                raise DataError(_("The text to search for is too long."))
            return (text.replace("~", "~~"),)

        return Rendered(f"{column} {self.sign} ? escape '~'", bind)


class Regex(Operator):
    """``regex``: for code only, a pattern from outside could run for ever."""

    def render(self, target: Target, shape: Any) -> Rendered:
        if target.limited:
            raise DataError(_("Operator {0} cannot be used here.").format("regex"))
        return Rendered(f"{target.sql} regexp ?", lambda value: (str(TEXT.bind(value)),))


# -- in


@dataclass(frozen=True)
class In(Operator):
    """``in`` and ``not in``: a list or text with commas. Lists are filled up to a few lengths, so that texts repeat."""

    negated: bool = False

    def shape(self, value: Any) -> Any:
        values = values_of(value)
        if not values:
            return 0, False
        length = 1
        while length < len(values):
            length *= 2
        return length, any(entry is None or entry == "" for entry in values)

    def render(self, target: Target, shape: Any) -> Rendered:
        length, blank = shape
        if not length:
            return Rendered("1 = 1" if self.negated else "1 = 0", _nothing)
        kind, most = target.kind, in_values(target.limited)
        column = kind.or_fallback(target.sql, target.dialect) if self.negated or blank else target.sql
        verb = "not in" if self.negated else "in"

        def bind(value: Any) -> list[Any]:
            values = values_of(value)
            if len(values) > most:
                raise DataError(_("The operator in takes at most {0} values.").format(most))
            return [kind.bind(entry) for entry in values]

        if length > MANY_VALUES and target.dialect == "sqlite":
            rows = "(select value from json_each(?))"
            return Rendered(f"{column} {verb} {rows}", lambda value: (json.dumps([_plain(v) for v in bind(value)]),))

        def filled(value: Any) -> list[Any]:
            bound = bind(value)
            return [*bound, *bound[-1:] * (length - len(bound))]

        return Rendered(f"{column} {verb} ({', '.join('?' * length)})", filled)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float)) else str(value)


def values_of(value: Any) -> list[Any]:
    """Return the values of ``in``: a list, nested one deep at most, or text with commas."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    if not isinstance(value, (list, tuple, set, frozenset)):
        return [value]
    flat: list[Any] = []
    for entry in value:
        flat += list(entry) if isinstance(entry, (list, tuple)) else [entry]
    return flat


# -- periods


def _range(target: Target, days: Callable[[Any], tuple[Any, Any]]) -> Rendered:
    """Return ``between`` for a date or datetime column; ``days`` gives the bounds as dates or moments."""
    kind = target.kind if target.kind.dated else DATE
    last_of_day = kind.name == DATETIME.name

    def bind(value: Any) -> Sequence[Any]:
        start, end = days(value)
        if last_of_day and not isinstance(end, datetime.datetime):
            end = datetime.datetime.combine(end, datetime.time.max)
        return kind.bind(start), kind.bind(end)

    return Rendered(f"{target.sql} between ? and ?", bind)


class Between(Operator):
    """``between [a, b]``: a bound that is a day means its whole day, a missing one is today."""

    def render(self, target: Target, shape: Any) -> Rendered:
        if target.kind.dated:
            return _range(target, lambda value: tuple(_day_or_moment(bound) for bound in _bounds(value)))  # type: ignore[arg-type,return-value]
        bind = target.kind.bind
        return Rendered(f"{target.sql} between ? and ?", lambda value: [bind(bound) for bound in _bounds(value)])


def _bounds(value: Any) -> tuple[Any, Any]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    given = list(value) if isinstance(value, (list, tuple)) else []
    first, second = [*given, None, None][:2]
    return first, second


def _day_or_moment(value: Any) -> datetime.date:
    if value in (None, ""):
        return now_datetime().date()
    try:
        if isinstance(value, datetime.date) or (isinstance(value, str) and len(value.strip()) > 10):
            return value if isinstance(value, datetime.date) else parse_datetime(value)
        day = parse_date(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise DataError(_("{0} is not a date").format(str(value)[:40])) from error
    return day or now_datetime().date()


class Timespan(Operator):
    """``timespan`` with a named period."""

    def render(self, target: Target, shape: Any) -> Rendered:
        return _range(target, lambda value: get_timespan_date_range(str(value)[:MAX_PERIOD]))


RELATIVE = {"1 week": "week", "1 month": "month", "3 months": "quarter", "6 months": "6 months", "1 year": "year"}


@dataclass(frozen=True)
class Relative(Operator):
    """``Previous`` and ``Next`` with a length of time; ``which`` is "last" or "next"."""

    which: str

    def render(self, target: Target, shape: Any) -> Rendered:
        return _range(target, self._days)

    def _days(self, value: Any) -> tuple[Any, Any]:
        unit = RELATIVE.get(" ".join(str(value).lower().split()))
        if unit is None:
            raise DataError(_("{0} is not a known timespan").format(str(value)[:MAX_PERIOD]))
        return get_timespan_date_range(f"{self.which} {unit}")


# -- trees


@dataclass(frozen=True)
class Tree(Operator):
    """``descendants of`` and its kin: a sub-select on the nested set of the linked DocType (contract 2.9)."""

    condition: str
    negated: bool = False

    def shape(self, value: Any) -> Any:
        return In().shape(nodes_of(value))

    def render_tree(self, target: Target, table: str, shape: Any) -> Rendered:
        """Return the condition for the tree in ``table``."""
        length = shape[0]
        if not length:
            return Rendered("1 = 1" if self.negated else "1 = 0", _nothing)
        column = target.kind.or_fallback(target.sql, target.dialect) if self.negated else target.sql
        sql = (
            f"{column} {'not in' if self.negated else 'in'} (select n.`name` from `{table}` n join `{table}` r"
            f" on {self.condition} where r.`name` in ({', '.join('?' * length)}))"
        )

        def bind(value: Any) -> Sequence[Any]:
            names = [TEXT.bind(name) for name in nodes_of(value)]
            return [*names, *names[-1:] * (length - len(names))]

        return Rendered(sql, bind)


def nodes_of(value: Any) -> list[Any]:
    """Return the nodes named by a value; text is one name, whatever it holds."""
    return [value] if isinstance(value, str) and value else values_of(value)


_BELOW = "n.`lft` > r.`lft` and n.`rgt` < r.`rgt`"
_BELOW_INCLUSIVE = "n.`lft` >= r.`lft` and n.`rgt` <= r.`rgt`"
_ABOVE = "n.`lft` < r.`lft` and n.`rgt` > r.`rgt`"

OPERATORS: dict[str, Operator] = {
    **{sign: Compare(sign) for sign in ("=", "!=", "<", "<=", ">", ">=")},
    "like": Like("like"),
    "not like": Like("not like"),
    "in": In(),
    "not in": In(negated=True),
    "is": Is(),
    "between": Between(),
    "timespan": Timespan(),
    "previous": Relative("last"),
    "next": Relative("next"),
    "regex": Regex(),
    "descendants of": Tree(_BELOW),
    "descendants of (inclusive)": Tree(_BELOW_INCLUSIVE),
    "ancestors of": Tree(_ABOVE),
    "not descendants of": Tree(_BELOW, negated=True),
    "not ancestors of": Tree(_ABOVE, negated=True),
}
SPELLINGS = {"=<": "<=", "=>": ">=", "<>": "!=", "==": "="}


def operator_named(text: str) -> str | None:
    """Return the operator a text means, None when there is none."""
    word = " ".join(text.lower().split())
    word = SPELLINGS.get(word, word)
    return word if word in OPERATORS else None
