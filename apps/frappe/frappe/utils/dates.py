"""Dates and times: parsing, arithmetic, periods. No clock, no time zone of a site."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Any

from dateutil.relativedelta import relativedelta

from frappe.exceptions import InvalidDateError
from frappe.messages import _

DATE_FORMAT = "%Y-%m-%d"
TIME_FORMAT = "%H:%M:%S.%f"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")
MAX_LENGTH = 100
Date = datetime.date
EMPTY = (None, "", "0001-01-01", "0000-00-00")


def is_invalid_date_string(date_string: Any) -> bool:
    """Tell whether a value is no text or stands for "no date"."""
    return not date_string or not isinstance(date_string, str) or date_string.startswith(("0001-01-01", "0000-00-00"))


def parse_date(value: Any, *, day_first: bool = False) -> datetime.date | None:
    """Return a date from a date, datetime or text; None when empty.

    Raises:
        InvalidDateError: the text is no date.
    """
    if value in EMPTY:
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = str(value).strip()
    try:
        if _ISO_DATE.match(text):
            return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise _no_date(text) from error
    return parse_datetime(text, day_first=day_first).date()


def parse_datetime(value: Any, *, day_first: bool = False) -> datetime.datetime:
    """Return a datetime from a date, datetime, parts or text; naive unless the text names an offset.

    Raises:
        InvalidDateError: the text is no date and time.
    """
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    if isinstance(value, (list, tuple)):
        return datetime.datetime(*value)
    text = str(value).strip()
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        pass
    if len(text) > MAX_LENGTH:
        raise _no_date(text)
    from dateutil import parser  # slow to import, needed only for what is not ISO

    try:
        found: datetime.datetime = parser.parse(text, dayfirst=day_first)
    except (OverflowError, TypeError, ValueError) as error:
        raise _no_date(text) from error
    return found


def _no_date(text: str) -> InvalidDateError:
    return InvalidDateError(_("{0} is not a valid date string.").format(text[:60]))


def to_timedelta(value: Any) -> datetime.timedelta:
    """Return a time of day as the time since midnight."""
    if isinstance(value, datetime.timedelta):
        return value
    if isinstance(value, datetime.datetime):
        value = value.time()
    if isinstance(value, datetime.time):
        return datetime.timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
    parts = str(value).strip().rpartition(" ")[2].split(":")
    try:
        hours, minutes = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
        seconds = float(parts[2]) if len(parts) > 2 else 0.0
    except ValueError:
        return to_timedelta(parse_datetime(value).time())
    return datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def get_timedelta(time: Any = None) -> datetime.timedelta | None:
    """Return text such as ``12:30:00`` as the time since midnight, None when it is no time."""
    if time in (None, ""):
        return None
    try:
        return to_timedelta(time)
    except ValueError:
        return None


def get_time(value: Any) -> datetime.time:
    """Return the time of day."""
    if isinstance(value, datetime.time):
        return value
    if isinstance(value, datetime.datetime):
        return value.time()
    if isinstance(value, datetime.timedelta):
        return (datetime.datetime.min + value).time()
    return (datetime.datetime.min + to_timedelta(value)).time() if ":" in str(value) else parse_datetime(value).time()


def add_to_date(
    date: Any,
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
    """Return a date moved; text stays text (contract section 10)."""
    was_text = isinstance(date, str)
    if hours or minutes or seconds:
        as_datetime = True
    if was_text:
        moment: Any = parse_datetime(date)
        as_string = True
        as_datetime = as_datetime or " " in date
    else:
        moment = date
    moment = (
        moment
        + relativedelta(years=int(years), months=int(months), weeks=int(weeks))
        + datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    )
    if as_string:
        return moment.strftime(DATETIME_FORMAT if as_datetime else DATE_FORMAT)
    return moment


def add_days(date: Any, days: float) -> Any:
    return add_to_date(date, days=days)


def add_months(date: Any, months: int) -> Any:
    return add_to_date(date, months=months)


def add_years(date: Any, years: int) -> Any:
    return add_to_date(date, years=years)


def date_diff(string_ed_date: Any, string_st_date: Any) -> int:
    """Return the days from the second date to the first."""
    end, start = parse_date(string_ed_date), parse_date(string_st_date)
    return (end - start).days if end and start else 0


days_diff = date_diff


def month_diff(string_ed_date: Any, string_st_date: Any) -> int:
    end, start = parse_date(string_ed_date), parse_date(string_st_date)
    if not (end and start):
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1


def time_diff(string_ed_date: Any, string_st_date: Any) -> datetime.timedelta:
    return parse_datetime(string_ed_date) - parse_datetime(string_st_date)


def time_diff_in_seconds(string_ed_date: Any, string_st_date: Any) -> float:
    return time_diff(string_ed_date, string_st_date).total_seconds()


def time_diff_in_hours(string_ed_date: Any, string_st_date: Any) -> float:
    return round(time_diff_in_seconds(string_ed_date, string_st_date) / 3600, 6)


def get_first_day(dt: Any, d_years: int = 0, d_months: int = 0, as_str: bool = False) -> Any:
    day = _day(dt) + relativedelta(years=d_years, months=d_months)
    return _text(day.replace(day=1), as_str)


def get_last_day(dt: Any) -> datetime.date:
    day = _day(dt)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def get_quarter_start(dt: Any, as_str: bool = False) -> Any:
    day = _day(dt)
    return _text(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), as_str)


def get_quarter_ending(dt: Any) -> datetime.date:
    return get_last_day(get_quarter_start(dt) + relativedelta(months=2))


def get_year_start(dt: Any, as_str: bool = False) -> Any:
    return _text(_day(dt).replace(month=1, day=1), as_str)


def get_year_ending(dt: Any) -> datetime.date:
    return _day(dt).replace(month=12, day=31)


def week_start(dt: Any, first_weekday: int = 0) -> datetime.date:
    """Return the first day of a date's week; ``first_weekday`` 0 is Monday."""
    day = _day(dt)
    return day - datetime.timedelta(days=(day.weekday() - first_weekday) % 7)


def _day(value: Any) -> datetime.date:
    day = parse_date(value)
    if day is None:
        raise InvalidDateError(_("A date is needed."))
    return day


def _text(day: datetime.date, as_str: bool) -> Any:
    return day.strftime(DATE_FORMAT) if as_str else day


def get_date_str(date_obj: Any) -> str:
    return _day(date_obj).strftime(DATE_FORMAT)


def get_datetime_str(datetime_obj: Any) -> str:
    return parse_datetime(datetime_obj).strftime(DATETIME_FORMAT)


def get_time_str(timedelta_obj: Any) -> str:
    delta = to_timedelta(timedelta_obj)
    hours, rest = divmod(int(delta.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"


def get_weekdays() -> list[str]:
    return ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def get_weekday(dt: Any) -> str:
    """Return the English name of a date's weekday."""
    return get_weekdays()[_day(dt).weekday()]


def get_month(dt: Any) -> str:
    """Return the English name of a date's month."""
    return calendar.month_name[_day(dt).month]


def format_duration(seconds: Any, hide_days: bool = False) -> str:
    """Return seconds as ``1d 2h 3m 4s``."""
    rest = int(float(seconds or 0))
    days, rest = (0, rest) if hide_days else divmod(rest, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "m"), (left, "s")) if n]
    return " ".join(parts) or "0s"


_DURATION = re.compile(r"\s*(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?\s*")


def duration_to_seconds(duration: str) -> int:
    """Return ``1d 2h 3m 4s`` as seconds.

    Raises:
        InvalidDateError: the text is no duration.
    """
    match = _DURATION.fullmatch(duration or "")
    if not match or not duration.strip():
        text = _("Value {0} must be in the valid duration format: d h m s").format(str(duration)[:40])
        raise InvalidDateError(text)
    return sum(int(count or 0) * unit for count, unit in zip(match.groups(), (86400, 3600, 60, 1), strict=True))


def get_eta(from_time: datetime.datetime, percent_complete: float, now: datetime.datetime) -> str:
    """Return the time left of a task, at its present speed."""
    if not percent_complete:
        return ""
    return str(
        datetime.timedelta(seconds=int((now - from_time).total_seconds() / percent_complete * (100 - percent_complete)))
    )


_GUESSES = (
    ("%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d", "%Y-%b-%d"),
    ("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d"),
    ("%d.%m.%Y", "%m.%d.%Y", "%Y.%m.%d", "%d.%m.%y", "%m.%d.%y", "%y.%m.%d"),
    ("%d %b %Y", "%d %B %Y"),
)
_TIME_GUESSES = ("%H:%M:%S.%f", "%H:%M:%S", "%H:%M", "%I:%M:%S.%f %p", "%I:%M:%S %p", "%I:%M %p")


def guess_date_format(date_string: str) -> str | None:
    """Return the ``strptime`` format that fits a text, the day before the month where both fit; None without one."""
    text = date_string.strip()
    for formats in _GUESSES:
        for date_format in formats:
            for time_format in ("", *_TIME_GUESSES):
                found = f"{date_format} {time_format}".strip()
                if _fits(text, found):
                    return found
    return None


def _fits(text: str, date_format: str) -> bool:
    try:
        datetime.datetime.strptime(text, date_format)
    except ValueError:
        return False
    return True
