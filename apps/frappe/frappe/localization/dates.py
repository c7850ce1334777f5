"""Arithmetic with dates where an empty date means the site's today."""

from __future__ import annotations

import datetime
from typing import Any

from frappe.exceptions import DataError
from frappe.localization.clock import getdate, now_datetime
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.utils import dates

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _day(value: Any) -> Any:
    return getdate() if value in (None, "") else value


def add_to_date(
    date: Any = None,
    years: float = 0,
    months: float = 0,
    weeks: float = 0,
    days: float = 0,
    hours: float = 0,
    minutes: float = 0,
    seconds: float = 0,
    as_string: bool = False,
    as_datetime: bool = False,
) -> Any:
    """Return a date moved, the site's moment without one; text stays text."""
    moment = now_datetime() if date is None else date
    return dates.add_to_date(moment, years, months, weeks, days, hours, minutes, seconds, as_string, as_datetime)


def add_days(date: Any, days: float) -> Any:
    return add_to_date(date, days=days)


def add_months(date: Any, months: float) -> Any:
    return add_to_date(date, months=months)


def add_years(date: Any, years: float) -> Any:
    return add_to_date(date, years=years)


def date_diff(string_ed_date: Any, string_st_date: Any) -> int:
    """Return the days from the second date to the first."""
    return dates.date_diff(_day(string_ed_date), _day(string_st_date))


days_diff = date_diff


def month_diff(string_ed_date: Any, string_st_date: Any) -> int:
    """Return the months that two dates touch, both counted."""
    return dates.month_diff(_day(string_ed_date), _day(string_st_date))


def _moment(value: Any) -> datetime.datetime:
    return now_datetime() if value in (None, "") else dates.parse_datetime(value)


def time_diff(string_ed_date: Any, string_st_date: Any) -> datetime.timedelta:
    return _moment(string_ed_date) - _moment(string_st_date)


def time_diff_in_seconds(string_ed_date: Any, string_st_date: Any) -> float:
    return time_diff(string_ed_date, string_st_date).total_seconds()


def time_diff_in_hours(string_ed_date: Any, string_st_date: Any) -> float:
    return round(time_diff_in_seconds(string_ed_date, string_st_date) / 3600, 6)


def get_first_day(dt: Any = None, d_years: int = 0, d_months: int = 0, as_str: bool = False) -> Any:
    """Return the first day of a date's month, moved by years and months."""
    return dates.get_first_day(_day(dt), d_years, d_months, as_str)


def get_last_day(dt: Any = None) -> datetime.date:
    return dates.get_last_day(_day(dt))


def get_quarter_start(dt: Any = None, as_str: bool = False) -> Any:
    return dates.get_quarter_start(_day(dt), as_str)


def get_quarter_ending(date: Any = None) -> datetime.date:
    return dates.get_quarter_ending(_day(date))


def get_year_start(dt: Any = None, as_str: bool = False) -> Any:
    return dates.get_year_start(_day(dt), as_str)


def get_year_ending(date: Any = None) -> datetime.date:
    return dates.get_year_ending(_day(date))


def get_weekday(dt: Any = None) -> str:
    """Return the English name of a date's weekday."""
    return dates.get_weekday(_day(dt))


def get_month(dt: Any = None) -> str:
    """Return the English name of a date's month."""
    return dates.get_month(_day(dt))


def get_eta(from_time: Any, percent_complete: float) -> str:
    """Return the time left of a task that began at ``from_time``."""
    return dates.get_eta(_moment(from_time), percent_complete, now_datetime())


def first_weekday() -> int:
    """Return the weekday on which the site's weeks begin, 0 for Monday."""
    return WEEKDAYS.index(get_setting("first_day_of_the_week") or "Monday")


def get_first_day_of_week(dt: Any = None, as_str: bool = False) -> Any:
    day = dates.week_start(_day(dt), first_weekday())
    return day.isoformat() if as_str else day


def get_last_day_of_week(dt: Any = None) -> datetime.date:
    return get_first_day_of_week(dt) + datetime.timedelta(days=6)  # type: ignore[no-any-return]


# -- periods by name

_DAYS = {"today": (0, 0), "yesterday": (-1, -1), "tomorrow": (1, 1)}
_STEPS = {"last": -1, "this": 0, "next": 1}
_MONTHS = {"month": 1, "quarter": 3, "6 months": 6, "year": 12}


def get_timespan_date_range(timespan: str) -> tuple[datetime.date, datetime.date]:
    """Return first and last day of a period such as ``last 7 days`` or ``this quarter``, seen from today.

    Raises:
        DataError: the period is not known.
    """
    return timespan_range(timespan, today=now_datetime().date(), first_day=first_weekday())


def timespan_range(timespan: str, *, today: datetime.date, first_day: int = 0) -> tuple[datetime.date, datetime.date]:
    """Return first and last day of a period, seen from a day; ``first_day`` begins the week, 0 for Monday."""
    words = timespan.strip().lower()
    if words in _DAYS:
        start, end = _DAYS[words]
        return dates.add_days(today, start), dates.add_days(today, end)
    which, _space, unit = words.partition(" ")
    number, _space, kind = unit.partition(" ")
    if kind == "days" and number.isdigit() and which in ("last", "next") and int(number) <= 3660:
        moved = dates.add_days(today, _STEPS[which] * int(number))
        return (moved, today) if which == "last" else (today, moved)
    if which in _STEPS and unit == "week":
        start = dates.add_days(dates.week_start(today, first_day), 7 * _STEPS[which])
        return start, dates.add_days(start, 6)
    if which in _STEPS and unit in _MONTHS:
        return _months(today, _STEPS[which], unit)
    raise DataError(_("{0} is not a known timespan").format(timespan))


def _months(today: datetime.date, step: int, unit: str) -> tuple[datetime.date, datetime.date]:
    starts = {"quarter": dates.get_quarter_start, "year": dates.get_year_start}
    begin = starts.get(unit, dates.get_first_day)(today)
    start = dates.add_months(begin, step * _MONTHS[unit])
    return start, dates.get_last_day(dates.add_months(start, _MONTHS[unit] - 1))
