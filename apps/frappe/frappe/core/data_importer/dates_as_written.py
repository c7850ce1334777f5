"""Dates and times as people write them in sheets, Chinese or English; pure.

Where the year stands last, a column shows by its other cells whether the day or the month comes first.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from typing import Any

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*[日号])?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_TIME = re.compile(
    r"(上午|下午|晚上)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?(?:\s*:?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?\s*(am|pm)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_DAY_MONTH = re.compile(r"(\d{1,2})[\s\-]+([a-z]{3})[a-z]*\.?[\s\-,]+(\d{4})", re.IGNORECASE)
_MONTH_DAY = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)


class DayOrder(Enum):
    """How a column writes dates whose year stands last."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNCLEAR = "unclear"


def day_order(cells: Iterable[Any], date_format: str) -> DayOrder:
    """Return the order that a column's cells prove, else that of the site's date format."""
    day_first = month_first = False
    for cell in cells:
        found = _YEAR_LAST.match(_plain(cell)) if isinstance(cell, str) else None
        if found is not None:
            day_first = day_first or int(found.group(1)) > 12
            month_first = month_first or int(found.group(2)) > 12
    if day_first != month_first:
        return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST
    if not day_first and date_format.startswith(("dd", "mm")):
        return DayOrder.DAY_FIRST if date_format.startswith("dd") else DayOrder.MONTH_FIRST
    return DayOrder.UNCLEAR


def parse_day(cell: Any, order: DayOrder) -> datetime.date:
    """Return the day a cell shows.

    Raises:
        ValueError: ``unclear`` when day and month cannot be told apart, else it is no day.
    """
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    day, rest = _split(cell, order)
    if rest:
        parse_clock(rest)
    return day


def parse_moment(cell: Any, order: DayOrder) -> datetime.datetime:
    """Return the moment a cell shows; a day alone is its midnight."""
    if isinstance(cell, datetime.datetime):
        return cell.replace(microsecond=0)
    if isinstance(cell, datetime.date):
        return datetime.datetime(cell.year, cell.month, cell.day)
    day, rest = _split(cell, order)
    return datetime.datetime.combine(day, parse_clock(rest) if rest else datetime.time())


def parse_time(cell: Any, _order: DayOrder) -> datetime.timedelta:
    """Return the time of day a cell shows."""
    if isinstance(cell, datetime.timedelta):
        return cell
    if isinstance(cell, datetime.datetime):
        cell = cell.time()
    clock = cell if isinstance(cell, datetime.time) else parse_clock(_plain(cell))
    return datetime.timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def parse_clock(text: str) -> datetime.time:
    """Return the time of day of a text such as ``14:30``, ``2:30 PM`` or ``下午2点30分``."""
    found = _TIME.fullmatch(text.strip().lstrip("Tt").removesuffix("Z"))
    if found is None:
        raise ValueError(text)
    half, hour, minute, second, english = found.groups()
    hours = int(hour)
    if (half in ("下午", "晚上") or (english or "").lower() == "pm") and hours < 12:
        hours += 12
    elif (half == "上午" or (english or "").lower() == "am") and hours == 12:
        hours = 0
    return datetime.time(hours, int(minute or 0), int(second or 0))


def _plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", str(cell)).strip()


def _split(cell: Any, order: DayOrder) -> tuple[datetime.date, str]:
    """Return the day at the start of a text, and what stands behind it."""
    text = _plain(cell)
    for pattern, parts in ((_YEAR_FIRST, (1, 2, 3)), (_COMPACT, (1, 2, 3))):
        found = pattern.match(text)
        if found is not None and not text[found.end() :][:1].isdigit():
            year, month, day = (int(found.group(part)) for part in parts)
            return datetime.date(year, month, day), text[found.end() :].strip()
    found = _YEAR_LAST.match(text)
    if found is not None:
        return _year_last(found, order), text[found.end() :].strip()
    return _with_month_name(text)


def _year_last(found: re.Match[str], order: DayOrder) -> datetime.date:
    first, second, year = (int(part) for part in found.groups())
    if first > 12 or second > 12 or first == second:
        day, month = (first, second) if first > 12 else (second, first)
        return datetime.date(year, month, day)
    if order is DayOrder.UNCLEAR:
        raise ValueError("unclear")
    day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
    return datetime.date(year, month, day)


def _with_month_name(text: str) -> tuple[datetime.date, str]:
    for pattern, order in ((_DAY_MONTH, (1, 2, 3)), (_MONTH_DAY, (2, 1, 3))):
        found = pattern.match(text)
        if found is not None:
            day, month, year = (found.group(part) for part in order)
            return datetime.date(int(year), _MONTHS.get(month.lower(), 0), int(day)), text[found.end() :].strip()
    raise ValueError(text)
