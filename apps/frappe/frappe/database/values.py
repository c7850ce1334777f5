"""Python values that any driver takes: what a driver does not know becomes text or a number."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

PLAIN = (str, int, float, bytes, type(None))


def clock_text(value: datetime.timedelta) -> str:
    """Return a time of day as ``HH:MM:SS[.ffffff]``; equal width sorts as time does."""
    sign = "-" if value < datetime.timedelta(0) else ""
    total = abs(value)
    hours, rest = divmod(total.days * 86400 + total.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{total.microseconds:06d}" if total.microseconds else ""
    return f"{sign}{hours:02d}:{minutes:02d}:{seconds:02d}{fraction}"


def moment_text(value: datetime.datetime) -> str:
    """Return a datetime as text with microseconds; a time zone is left away."""
    return value.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def json_text(value: Any) -> str:
    """Return compact JSON; dates and Decimals in it become text."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)


def plain(value: Any) -> Any:
    """Return a value as text, number, bytes or None."""
    if isinstance(value, PLAIN):
        return _base(value)
    if isinstance(value, datetime.datetime):
        return moment_text(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return clock_text(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return json_text(dict(value))
    if isinstance(value, (list, tuple)):
        return json_text(value)
    return json_text(sorted(value)) if isinstance(value, (set, frozenset)) else str(value)


def plain_values(values: Iterable[Any]) -> list[Any]:
    return [plain(value) for value in values]


def _base(value: Any) -> Any:
    """Return a value of a subclass (a translated text, an Enum) as its base type."""
    if type(value) in PLAIN:
        return value
    return str(value) if isinstance(value, str) else int(value) if isinstance(value, int) else value
