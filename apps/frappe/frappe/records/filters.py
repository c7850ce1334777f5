"""Filters in all their forms, to conditions (contract 6.2). Parsing is pure; `Condition` is what the builder renders."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frappe.exceptions import DataError
from frappe.messages import _

OPERATORS = frozenset(
    {
        "=", "!=", ">", "<", ">=", "<=", "like", "not like", "in", "not in", "is", "between", "timespan", "previous",
        "next", "descendants of", "descendants of (inclusive)", "ancestors of", "not descendants of",
        "not ancestors of", "regex",
    }
)  # fmt: skip
SPELLINGS = {"=<": "<=", "=>": ">=", "<>": "!=", "==": "="}
MAX_DEPTH = 5
MAX_CONDITIONS = 100


@dataclass(frozen=True)
class Condition:
    """``field operator value``; ``doctype`` names a child DocType when it was given."""

    doctype: str | None
    field: str
    operator: str
    value: Any


@dataclass(frozen=True)
class Group:
    """Conditions joined by "and" or "or"."""

    joiner: str
    members: tuple[Any, ...]


def parse_filters(filters: Any, joiner: str = "and") -> Group:
    """Return filters as one group.

    Raises:
        DataError: a form, operator or depth that is not known.
    """
    group = Group(joiner, tuple(_parse(filters, 0)))
    if _count(group) > MAX_CONDITIONS:
        raise DataError(_("A query may have at most {0} conditions.").format(MAX_CONDITIONS))
    return group


def _count(member: Any) -> int:
    return sum(_count(inner) for inner in member.members) if isinstance(member, Group) else 1


def _parse(filters: Any, depth: int) -> list[Any]:
    if depth > MAX_DEPTH:
        raise DataError(_("Filters may be nested at most {0} deep.").format(MAX_DEPTH))
    if isinstance(filters, str):
        filters = _from_text(filters)
    if filters is None or filters == "" or filters == [] or filters == {} or filters == ():
        return []
    if isinstance(filters, (int, float)):
        return [Condition(None, "name", "=", filters)]
    if isinstance(filters, str):
        return [Condition(None, "name", "=", filters)]
    if isinstance(filters, Mapping):
        return [_from_pair(key, value) for key, value in filters.items()]
    if isinstance(filters, (list, tuple)):
        return _from_list(list(filters), depth)
    if hasattr(filters, "doctype") and hasattr(filters, "name"):
        return [Condition(None, "name", "=", filters.name)]
    raise DataError(_("Filters must be a dict or a list."))


def _from_text(text: str) -> Any:
    stripped = text.strip()
    if stripped[:1] in ("{", "["):
        try:
            return json.loads(stripped)
        except (ValueError, RecursionError) as error:
            raise DataError(_("Filters are not valid JSON.")) from error
    return stripped


def _from_pair(field: Any, value: Any) -> Condition:
    if isinstance(value, (list, tuple)) and len(value) == 2 and isinstance(value[0], str) and _is_operator(value[0]):
        return _condition(None, field, value[0], value[1])
    if isinstance(value, (list, tuple, set)):
        return _condition(None, field, "in", list(value))
    return _condition(None, field, "=", value)


def _is_operator(text: str) -> bool:
    return SPELLINGS.get(text, text.strip().lower()) in OPERATORS


def _from_list(filters: list[Any], depth: int) -> list[Any]:
    if filters and isinstance(filters[0], str) and 2 <= len(filters) <= 5 and not isinstance(filters[0], Mapping):
        return [_from_row(filters)]
    members: list[Any] = []
    joiners = [entry.lower() for entry in filters if isinstance(entry, str)]
    for entry in filters:
        if isinstance(entry, str):
            if entry.lower() not in ("and", "or"):
                raise DataError(_("Filters must be lists such as [field, operator, value]."))
            continue
        if isinstance(entry, (list, tuple)) and entry and isinstance(entry[0], str) and _looks_like_row(entry):
            members.append(_from_row(list(entry)))
        else:
            inner = _parse(entry, depth + 1)
            members.append(inner[0] if len(inner) == 1 else Group("and", tuple(inner)))
    if "or" in joiners:
        return [_joined(filters, members)]
    return members


def _looks_like_row(entry: Any) -> bool:
    return not (len(entry) > 1 and isinstance(entry[1], str) and entry[1].lower() in ("and", "or") and len(entry) == 3
                and isinstance(entry[0], (list, tuple)))  # fmt: skip


def _joined(filters: list[Any], members: list[Any]) -> Group:
    """Join members left to right, "and" binding closer than "or"."""
    alternatives: list[list[Any]] = [[]]
    position = 0
    for entry in filters:
        if isinstance(entry, str):
            if entry.lower() == "or":
                alternatives.append([])
            continue
        alternatives[-1].append(members[position])
        position += 1
    return Group("or", tuple(part[0] if len(part) == 1 else Group("and", tuple(part)) for part in alternatives if part))


def _from_row(row: list[Any]) -> Condition:
    if len(row) == 2:
        return _from_pair(row[0], row[1])
    if len(row) == 3:
        return _condition(None, row[0], row[1], row[2])
    return _condition(row[0], row[1], row[2], row[3])


def _condition(doctype: str | None, field: Any, operator: Any, value: Any) -> Condition:
    if not isinstance(field, str) or not isinstance(operator, str):
        raise DataError(_("Filters must be lists such as [field, operator, value]."))
    operator = SPELLINGS.get(operator.strip(), operator.strip().lower())
    if operator not in OPERATORS:
        raise DataError(_("Operator must be one of {0}").format(", ".join(sorted(OPERATORS))))
    return Condition(doctype, field, operator, _plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if hasattr(value, "doctype") and hasattr(value, "name"):
        return value.name
    if isinstance(value, (set, frozenset)):
        return list(value)
    return value


# -- periods


def period(name: str, today: datetime.date, first_weekday: int = 0) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of a timespan such as "last 7 days" or "this quarter".

    Raises:
        DataError: the period is not known.
    """
    from frappe.utils.dates import add_days, add_months, get_last_day, get_quarter_start, get_year_start, week_start

    words = name.strip().lower()
    fixed = {"today": (0, 0), "yesterday": (-1, -1), "tomorrow": (1, 1)}
    if words in fixed:
        start, end = fixed[words]
        return add_days(today, start), add_days(today, end)
    which, _space, unit = words.partition(" ")
    if which in ("last", "next") and unit in ("7 days", "14 days", "30 days", "60 days", "90 days"):
        days = int(unit.split()[0])
        return (add_days(today, -days), today) if which == "last" else (today, add_days(today, days))
    months = {"month": 1, "quarter": 3, "6 months": 6, "year": 12, "3 months": 3, "1 month": 1, "1 year": 12}
    steps = {"last": -1, "this": 0, "next": 1}
    if which not in steps or (unit not in months and unit not in ("week", "1 week")):
        raise DataError(_("{0} is not a known timespan").format(name))
    if unit in ("week", "1 week"):
        start = add_days(week_start(today, first_weekday), 7 * steps[which])
        return start, add_days(start, 6)
    starts = {"quarter": get_quarter_start, "year": get_year_start, "1 year": get_year_start}
    base = starts.get(unit, lambda day: day.replace(day=1))(today)
    length = months[unit]
    start = add_months(base, steps[which] * length)
    return start, get_last_day(add_months(start, length - 1))
