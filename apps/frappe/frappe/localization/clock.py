"""The one clock: what time it is for the site (wall clock) and in UTC. Tests move it with `frozen`."""

from __future__ import annotations

import datetime
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from frappe.localization.settings import get_setting
from frappe.utils.dates import (
    DATE_FORMAT,
    DATETIME_FORMAT,
    TIME_FORMAT,
    is_invalid_date_string,
    parse_date,
    parse_datetime,
)

_frozen: list[datetime.datetime] = []


def utc_now() -> datetime.datetime:
    """Return the moment, aware, in UTC."""
    return _frozen[-1] if _frozen else datetime.datetime.now(datetime.UTC)


@contextmanager
def frozen(moment: datetime.datetime | datetime.date | str) -> Generator[None]:
    """Hold the clock at a moment; a naive one, or text, is the site's wall clock."""
    if not isinstance(moment, datetime.datetime):
        moment = parse_datetime(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone())
    _frozen.append(moment.astimezone(datetime.UTC))
    try:
        yield
    finally:
        _frozen.pop()


def monotonic() -> float:
    """Return seconds that only go forward; they follow a frozen clock."""
    return _frozen[-1].timestamp() if _frozen else time.monotonic()


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone() -> ZoneInfo:
    """Return the site's time zone."""
    return _zone(get_system_timezone())


def get_system_timezone() -> str:
    return str(get_setting("time_zone") or "Asia/Shanghai")


def now_datetime() -> datetime.datetime:
    """Return the site's wall clock, naive, with microseconds."""
    return utc_now().astimezone(zone()).replace(tzinfo=None)


def now() -> str:
    """Return the site's wall clock as text with microseconds."""
    return now_datetime().strftime(DATETIME_FORMAT)


def nowdate() -> str:
    return now_datetime().strftime(DATE_FORMAT)


today = nowdate


def nowtime() -> str:
    return now_datetime().strftime(TIME_FORMAT)


def getdate(string_date: Any = None, parse_day_first: bool = False) -> datetime.date | None:
    """Return a date; of nothing the site's day, of the stored zero dates None.

    Raises:
        InvalidDateError: the text is no date.
    """
    if not string_date:
        return now_datetime().date()
    return parse_date(string_date, day_first=parse_day_first)


def get_datetime(datetime_str: Any = None) -> datetime.datetime | None:
    """Return a datetime; without an argument the site's moment, of an empty text None.

    Raises:
        InvalidDateError: the text is no date and time.
    """
    if datetime_str is None:
        return now_datetime()
    if isinstance(datetime_str, str) and is_invalid_date_string(datetime_str):
        return None
    return parse_datetime(datetime_str)


def get_timestamp(date: Any = None) -> float:
    """Return seconds since 1970 of a date's midnight on the site."""
    day = getdate(date) or now_datetime().date()
    return datetime.datetime(day.year, day.month, day.day, tzinfo=zone()).timestamp()


def convert_utc_to_timezone(utc_timestamp: datetime.datetime | str, time_zone: str) -> datetime.datetime:
    """Return a moment given in UTC, aware, in another zone."""
    moment = parse_datetime(utc_timestamp)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone(_zone(time_zone))


def convert_utc_to_system_timezone(utc_timestamp: datetime.datetime | str) -> datetime.datetime:
    return convert_utc_to_timezone(utc_timestamp, get_system_timezone())


def get_datetime_in_timezone(time_zone: str) -> datetime.datetime:
    """Return the moment, aware, in a zone."""
    return utc_now().astimezone(_zone(time_zone))
