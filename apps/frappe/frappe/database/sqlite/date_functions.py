"""MariaDB's functions of dates for SQLite. Dates come as text and leave as text; the clock is the site's."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from typing import Any

from dateutil.relativedelta import relativedelta

from frappe.database.sqlite.text_functions import strict
from frappe.database.values import clock_text
from frappe.localization.clock import now_datetime, utc_now, zone
from frappe.utils.dates import parse_date, parse_datetime, to_timedelta

Moment = datetime.datetime
_UNITS: dict[str, Callable[[float], Any]] = {
    "microsecond": lambda n: datetime.timedelta(microseconds=n),
    "second": lambda n: datetime.timedelta(seconds=n),
    "minute": lambda n: datetime.timedelta(minutes=n),
    "hour": lambda n: datetime.timedelta(hours=n),
    "day": lambda n: datetime.timedelta(days=round(n)),
    "week": lambda n: datetime.timedelta(weeks=round(n)),
    "month": lambda n: relativedelta(months=round(n)),
    "quarter": lambda n: relativedelta(months=3 * round(n)),
    "year": lambda n: relativedelta(years=round(n)),
}
_DAY_UNITS = ("day", "week", "month", "quarter", "year")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_DATE_TEXT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$")


def _moment(value: Any) -> Moment | None:
    """Return a datetime, None for text that is no date, as MariaDB does."""
    try:
        return parse_datetime(value).replace(tzinfo=None) if value not in ("", "0000-00-00") else None
    except ValueError:
        return None


def _shown(value: Moment, *, as_date: bool = False) -> str:
    if as_date:
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="microseconds" if value.microsecond else "seconds")


def dated(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """Make a function of one moment: NULL for NULL and for what is no date."""

    def called(value: Any) -> Any:
        moment = None if value is None else _moment(value)
        return None if moment is None else function(moment)

    return called


def _add(value: Any, count: Any, unit: Any) -> str | None:
    """Return a date moved by ``count`` units; a date stays a date when the unit is a day or longer."""
    moment = _moment(value)
    name = str(unit).lower().removesuffix("s") if str(unit).lower() not in _UNITS else str(unit).lower()
    if moment is None or name not in _UNITS:
        return None
    as_date = bool(_DATE_TEXT.match(str(value))) and name in _DAY_UNITS
    try:
        return _shown(moment + _UNITS[name](float(count)), as_date=as_date)
    except (OverflowError, ValueError):
        return None


def _datediff(end: Any, start: Any) -> int | None:
    last, first = _moment(end), _moment(start)
    return (last.date() - first.date()).days if last and first else None


def _timestampdiff(unit: str, start: Any, end: Any) -> int | None:
    first, last = _moment(start), _moment(end)
    if first is None or last is None:
        return None
    name = str(unit).lower()
    if name == "microsecond":
        return int((last - first) / datetime.timedelta(microseconds=1))
    if name in _SECONDS:
        return int((last - first).total_seconds() / _SECONDS[name])
    gap = relativedelta(last, first)
    months = gap.years * 12 + gap.months
    return int(months / {"month": 1, "quarter": 3, "year": 12}[name])


_SHOWN: dict[str, Callable[[Moment], str]] = {
    "a": lambda m: calendar.day_abbr[m.weekday()],
    "b": lambda m: calendar.month_abbr[m.month],
    "c": lambda m: str(m.month),
    "D": lambda m: f"{m.day}{_ordinal(m.day)}",
    "d": lambda m: f"{m.day:02d}",
    "e": lambda m: str(m.day),
    "f": lambda m: f"{m.microsecond:06d}",
    "H": lambda m: f"{m.hour:02d}",
    "h": lambda m: f"{(m.hour - 1) % 12 + 1:02d}",
    "I": lambda m: f"{(m.hour - 1) % 12 + 1:02d}",
    "i": lambda m: f"{m.minute:02d}",
    "j": lambda m: f"{m.timetuple().tm_yday:03d}",
    "k": lambda m: str(m.hour),
    "l": lambda m: str((m.hour - 1) % 12 + 1),
    "M": lambda m: calendar.month_name[m.month],
    "m": lambda m: f"{m.month:02d}",
    "p": lambda m: "AM" if m.hour < 12 else "PM",
    "r": lambda m: f"{(m.hour - 1) % 12 + 1:02d}:{m.minute:02d}:{m.second:02d} {'AM' if m.hour < 12 else 'PM'}",
    "S": lambda m: f"{m.second:02d}",
    "s": lambda m: f"{m.second:02d}",
    "T": lambda m: f"{m.hour:02d}:{m.minute:02d}:{m.second:02d}",
    "u": lambda m: f"{_week(m, 1):02d}",
    "v": lambda m: f"{m.isocalendar().week:02d}",
    "W": lambda m: calendar.day_name[m.weekday()],
    "w": lambda m: str((m.weekday() + 1) % 7),
    "x": lambda m: str(m.isocalendar().year),
    "Y": lambda m: f"{m.year:04d}",
    "y": lambda m: f"{m.year % 100:02d}",
}
_PARSED = {"i": "%M", "s": "%S", "e": "%d", "c": "%m", "h": "%I", "k": "%H", "M": "%B", "T": "%H:%M:%S"}


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _date_format(value: Any, pattern: Any) -> str | None:
    moment = _moment(value)
    if moment is None:
        return None
    return re.sub(r"%(.)", lambda m: _SHOWN[m[1]](moment) if m[1] in _SHOWN else m[1], str(pattern), flags=re.DOTALL)


def _str_to_date(value: Any, pattern: Any) -> str | None:
    form = re.sub(r"%(.)", lambda m: _PARSED.get(m[1], m[0]), str(pattern))
    try:
        return _shown(datetime.datetime.strptime(str(value), form), as_date=not re.search("%[HIMSTpf]", form))
    except ValueError:
        return None


def _week(moment: Moment, mode: int = 0) -> int:
    """Return the week of the year in MariaDB's modes 0 (Sunday first), 1 (Monday first, 4 days) and 3 (ISO)."""
    if mode == 3:
        return moment.isocalendar().week
    if mode == 1:
        year, week, _day = moment.isocalendar()
        return 0 if year < moment.year else week if year == moment.year else moment.timetuple().tm_yday // 7 + 1
    return int(moment.strftime("%U"))


def _yearweek(value: Any, mode: int = 0) -> int | None:
    moment = _moment(value)
    if moment is None:
        return None
    if mode in (1, 3):
        return int("{0.year}{0.week:02d}".format(moment.isocalendar()))
    while not int(moment.strftime("%U")):
        moment = moment.replace(year=moment.year - 1, month=12, day=31)
    return int(moment.strftime("%Y%U"))


def _unix_timestamp(*value: Any) -> float | int | None:
    moment = utc_now() if not value else _moment(value[0])
    if moment is None:
        return None
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=zone())).timestamp()
    return int(seconds) if not value or seconds.is_integer() else seconds


def _from_unixtime(seconds: Any, pattern: Any = None) -> str | None:
    moment = datetime.datetime.fromtimestamp(float(seconds), zone()).replace(tzinfo=None)
    return _shown(moment) if pattern is None else _date_format(_shown(moment), pattern)


def _timediff(end: Any, start: Any) -> str | None:
    if "-" in str(end)[1:]:
        last, first = _moment(end), _moment(start)
        return clock_text(last - first) if last and first else None
    return clock_text(to_timedelta(end) - to_timedelta(start))


def _timestamp(value: Any, clock: Any = None) -> str | None:
    moment = _moment(value)
    if moment is None:
        return None
    return _shown(moment + to_timedelta(clock) if clock is not None else moment)


def _days(value: Any) -> int | None:
    day = parse_date(value)
    return day.toordinal() + 365 if day else None


def _clock_part(read: Callable[[datetime.timedelta], int]) -> Callable[[Any], int | None]:
    def called(value: Any) -> int | None:
        if value is None:
            return None
        own = str(value)
        moment = _moment(own) if "-" in own[1:] else None
        clock = to_timedelta(moment or own) if moment or ":" in own else datetime.timedelta(0)
        return read(clock)

    return called


def _seconds(clock: datetime.timedelta) -> int:
    return int(clock.total_seconds())


def _now(*digits: Any) -> str:
    moment = now_datetime()
    return moment.isoformat(sep=" ", timespec="microseconds" if digits and digits[0] else "seconds")


CLOCK_FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("now", -1, _now),
    ("sysdate", -1, _now),
    ("curdate", 0, lambda: now_datetime().date().isoformat()),
    ("curtime", -1, lambda *_digits: now_datetime().time().isoformat(timespec="seconds")),
    ("utc_timestamp", -1, lambda *_digits: _shown(utc_now().replace(tzinfo=None, microsecond=0))),
    ("utc_date", 0, lambda: utc_now().date().isoformat()),
    ("unix_timestamp", -1, _unix_timestamp),
    ("from_unixtime", -1, strict(_from_unixtime)),
)

FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("date_format", 2, strict(_date_format)),
    ("str_to_date", 2, strict(_str_to_date)),
    ("datediff", 2, strict(_datediff)),
    ("timestampdiff", 3, strict(_timestampdiff)),
    ("timestampadd", 3, strict(lambda unit, count, value: _add(value, count, unit))),
    ("date_add", 3, strict(_add)),
    ("date_sub", 3, strict(lambda value, count, unit: _add(value, -float(count), unit))),
    ("adddate", 2, strict(lambda value, count: _add(value, count, "day"))),
    ("subdate", 2, strict(lambda value, count: _add(value, -float(count), "day"))),
    ("addtime", 2, strict(_timestamp)),
    ("timestamp", -1, strict(_timestamp)),
    ("timediff", 2, strict(_timediff)),
    ("last_day", 1, dated(lambda m: m.date().replace(day=calendar.monthrange(m.year, m.month)[1]).isoformat())),
    ("year", 1, dated(lambda m: m.year)),
    ("quarter", 1, dated(lambda m: (m.month - 1) // 3 + 1)),
    ("month", 1, dated(lambda m: m.month)),
    ("monthname", 1, dated(lambda m: calendar.month_name[m.month])),
    ("day", 1, dated(lambda m: m.day)),
    ("dayofmonth", 1, dated(lambda m: m.day)),
    ("dayofweek", 1, dated(lambda m: (m.weekday() + 1) % 7 + 1)),
    ("weekday", 1, dated(lambda m: m.weekday())),
    ("dayofyear", 1, dated(lambda m: m.timetuple().tm_yday)),
    ("dayname", 1, dated(lambda m: calendar.day_name[m.weekday()])),
    ("week", 1, dated(_week)),
    ("week", 2, strict(lambda value, mode: _week(m, int(mode)) if (m := _moment(value)) else None)),
    ("weekofyear", 1, dated(lambda m: m.isocalendar().week)),
    ("yearweek", 1, strict(_yearweek)),
    ("yearweek", 2, strict(_yearweek)),
    ("to_days", 1, strict(_days)),
    ("hour", 1, _clock_part(lambda clock: _seconds(clock) // 3600)),
    ("minute", 1, _clock_part(lambda clock: _seconds(clock) // 60 % 60)),
    ("second", 1, _clock_part(lambda clock: _seconds(clock) % 60)),
    ("time_to_sec", 1, _clock_part(_seconds)),
    ("sec_to_time", 1, strict(lambda seconds: clock_text(datetime.timedelta(seconds=float(seconds))))),
)
