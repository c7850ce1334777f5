"""The site-wide limit on seconds of processing (site_config ``rate_limit``: ``{"limit": 600, "window": 3600}``)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from frappe.context import local
from frappe.exceptions import TooManyRequestsError
from frappe.localization.clock import monotonic, utc_now
from frappe.messages import _
from frappe.utils.numbers import cint, flt


@dataclass
class Usage:
    """Seconds spent for a site in one window of time."""

    window: int
    seconds: float


_usage: dict[str, Usage] = {}
_lock = threading.Lock()


def _rule() -> tuple[float, int] | None:
    rule = local.conf.get("rate_limit")
    limit, window = (flt(rule.get("limit")), cint(rule.get("window"))) if isinstance(rule, dict) else (0.0, 0)
    return (limit, window) if limit > 0 and window > 0 else None


def begin() -> None:
    """Start to count for the request, and refuse it when the window is used up.

    Raises:
        TooManyRequestsError: the limit is reached.
    """
    local.request_started = monotonic()
    rule = _rule()
    if rule is None:
        return
    limit, window = rule
    used = _of_window(window)
    if used >= limit:
        local.response_headers["Retry-After"] = str(_reset(window))
        raise TooManyRequestsError(_("Too many requests. Please try again in {0} seconds.").format(_reset(window)))


def finish() -> None:
    """Add what the request took and tell it in the headers."""
    rule = _rule()
    started = local.__dict__.get("request_started")
    if rule is None or started is None:
        return
    limit, window = rule
    used = _of_window(window, monotonic() - started)
    headers: dict[str, Any] = local.response_headers
    headers["X-RateLimit-Limit"] = str(int(limit * 1_000_000))
    headers["X-RateLimit-Remaining"] = str(max(0, int((limit - used) * 1_000_000)))
    headers["X-RateLimit-Reset"] = str(_reset(window))


def _of_window(window: int, more: float = 0.0) -> float:
    number = int(utc_now().timestamp() // window)
    with _lock:
        usage = _usage.get(local.site)
        if usage is None or usage.window != number:
            usage = _usage[local.site] = Usage(number, 0.0)
        usage.seconds += more
        return usage.seconds


def _reset(window: int) -> int:
    return window - int(utc_now().timestamp() % window)
