"""The one clock: what time it is for the site (wall clock) and in UTC. Tests move it with `frozen`."""

from __future__ import annotations

import datetime
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from zoneinfo import ZoneInfo

from frappe.localization.settings import get_setting

_frozen: list[datetime.datetime] = []


def utc_now() -> datetime.datetime:
    """Return the moment, aware, in UTC."""
    return _frozen[-1] if _frozen else datetime.datetime.now(datetime.UTC)


@contextmanager
def frozen(moment: datetime.datetime) -> Generator[None]:
    """Hold the clock at a moment; a naive one is the site's wall clock."""
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
    return now_datetime().strftime("%Y-%m-%d %H:%M:%S.%f")


def nowdate() -> str:
    return now_datetime().strftime("%Y-%m-%d")


today = nowdate


def nowtime() -> str:
    return now_datetime().strftime("%H:%M:%S.%f")


def getdate(string_date: object = None, parse_day_first: bool = False) -> datetime.date | None:
    """Return a date; without an argument the site's day."""
    from frappe.utils.dates import parse_date

    if string_date is None:
        return now_datetime().date()
    return parse_date(string_date)


def get_datetime(datetime_str: object = None) -> datetime.datetime | None:
    """Return a naive datetime; without an argument the site's moment."""
    from frappe.utils.dates import EMPTY, parse_datetime

    if datetime_str is None:
        return now_datetime()
    return None if datetime_str in EMPTY else parse_datetime(datetime_str)
