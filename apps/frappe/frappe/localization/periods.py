"""Days, weeks, months, quarters and years as charts count them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from frappe.localization import dates
from frappe.localization.clock import getdate
from frappe.localization.formatters import format_datetime, locale
from frappe.localization.formatters import get_user_date_format as get_user_date_format
from frappe.messages import _
from frappe.utils.dates import parse_date as parse_date_text

Day = datetime.date
_STEPS: dict[str, dict[str, Any]] = {
    "Daily": {"days": 1},
    "Weekly": {"days": 7},
    "Monthly": {"months": 1},
    "Quarterly": {"months": 3},
    "Yearly": {"years": 1},
}
_BEGINNINGS: dict[str, Callable[[Any], Any]] = {
    "Daily": getdate,
    "Weekly": dates.get_first_day_of_week,
    "Monthly": dates.get_first_day,
    "Quarterly": dates.get_quarter_start,
    "Yearly": dates.get_year_start,
}
_ENDINGS: dict[str, Callable[[Any], Any]] = {
    "Daily": getdate,
    "Weekly": dates.get_last_day_of_week,
    "Monthly": dates.get_last_day,
    "Quarterly": dates.get_quarter_ending,
    "Yearly": dates.get_year_ending,
}
_SPANS: dict[str, dict[str, Any]] = {
    "Last Week": {"days": -7},
    "Last Month": {"months": -1},
    "Last Quarter": {"months": -3},
    "Last Year": {"years": -1},
    "All Time": {"years": -50},
}


def get_period_beginning(date: Any, timegrain: str, as_str: bool = True) -> Any:
    """Return the first day of a date's period."""
    day = _BEGINNINGS[timegrain](date)
    return day.isoformat() if as_str else day


def get_period_ending(date: Any, timegrain: str) -> Day:
    """Return the last day of a date's period."""
    return _ENDINGS[timegrain](date)  # type: ignore[no-any-return]


def get_dates_from_timegrain(from_date: Any, to_date: Any, timegrain: str = "Daily") -> list[Day]:
    """Return the last days of the periods from one date to another."""
    found = [get_period_ending(from_date, timegrain)]
    last = getdate(to_date)
    while last is not None and found[-1] < last:
        found.append(get_period_ending(dates.add_to_date(found[-1], **_STEPS[timegrain]), timegrain))
    return found


def get_from_date_from_timespan(to_date: Any, timespan: str) -> Any:
    """Return the date from which a chart's time span runs."""
    return dates.add_to_date(to_date, **_SPANS[timespan])


def get_period(date: Any, interval: str = "Monthly") -> str:
    """Return how a chart calls a date's period."""
    day = getdate(date) or Day.min
    names: dict[str, Callable[[], str]] = {
        "Daily": lambda: day.strftime("%d-%m-%y"),
        "Weekly": lambda: _("Week {0} {1}").format(day.isocalendar()[1], day.year),
        "Monthly": lambda: f"{locale().months['format']['abbreviated'][day.month]} {day.year}",
        "Quarterly": lambda: _("Quarter {0} {1}").format((day.month - 1) // 3 + 1, day.year),
        "Yearly": lambda: str(day.year),
    }
    return names[interval]()


def parse_date(date: str) -> str:
    """Return a date as a person types it, as ``yyyy-mm-dd``; the day comes first where the site writes it so."""
    day = parse_date_text(date, day_first=get_user_date_format().startswith("dd"))
    return day.isoformat() if day else ""


def user_to_str(date: str, date_format: str | None = None) -> str:
    """Return a date in the site's format as ``yyyy-mm-dd``; what does not fit stays."""
    pattern = (date_format or get_user_date_format()).replace("yyyy", "%Y").replace("mm", "%m").replace("dd", "%d")
    try:
        return datetime.datetime.strptime(date, pattern).date().isoformat()
    except (TypeError, ValueError):
        return date


def datetime_in_user_format(date_time: Any) -> str:
    """Return a date and time in the site's format."""
    return format_datetime(date_time)
