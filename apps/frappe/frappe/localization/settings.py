"""Settings of the site that lower rooms need; ``defaults`` registers who knows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe.context import local

DEFAULTS = {
    "time_zone": "Asia/Shanghai",
    "language": "en",
    "date_format": "yyyy-mm-dd",
    "time_format": "HH:mm:ss",
    "number_format": "#,###.##",
    "float_precision": "3",
    "currency_precision": "2",
    "rounding_method": "Banker's Rounding",
    "first_day_of_the_week": "Monday",
}
_providers: list[Callable[[str], Any]] = []


def register_provider(provider: Callable[[str], Any]) -> None:
    """Let a higher room answer `get_setting`."""
    _providers[:] = [provider]


def get_setting(key: str) -> Any:
    """Return a System Settings value, or what holds without a site."""
    if _providers and getattr(local, "db", None) is not None:
        value = _providers[0](key)
        if value not in (None, ""):
            return value
    return DEFAULTS.get(key)
