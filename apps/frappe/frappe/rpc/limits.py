"""How often and how a function may be called: rate limits, read-only calls."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from frappe.context import local
from frappe.exceptions import RateLimitExceededError, ValidationError
from frappe.localization.clock import utc_now
from frappe.messages import _

F = TypeVar("F", bound=Callable[..., Any])
MAX_COUNTERS = 100_000
Identity = tuple[Any, ...]


def rate_limit(
    key: str | None = None,
    limit: int | Callable[[], int] = 5,
    seconds: int = 24 * 60 * 60,
    methods: str | list[str] | tuple[str, ...] = "ALL",
    ip_based: bool = True,
) -> Callable[[F], F]:
    """Refuse calls of a function from one address, and with one value of ``key``, beyond ``limit`` in ``seconds``."""

    def decorate(function: F) -> F:
        path = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def limited(*args: Any, **kwargs: Any) -> Any:
            request = local.__dict__.get("request")
            if request is not None and (methods == "ALL" or request.method in _names(methods)):
                check_rate(
                    (path, *_identity(key, kwargs, ip_based=ip_based)), limit() if callable(limit) else limit, seconds
                )
            return function(*args, **kwargs)

        return cast(F, limited)

    return decorate


def _names(methods: str | list[str] | tuple[str, ...]) -> list[str]:
    return [method.upper() for method in ([methods] if isinstance(methods, str) else methods)]


def _identity(key: str | None, kwargs: dict[str, Any], *, ip_based: bool) -> Identity:
    value = kwargs.get(key, local.form_dict.get(key)) if key else None
    address = local.__dict__.get("request_ip") if ip_based else None
    if not address and value in (None, ""):
        if ip_based and not key:
            return ("unknown",)
        raise ValidationError(_("Either key or IP flag is required."))
    return (str(value)[:200].lower() if value is not None else None, address)


def check_rate(identity: Identity, limit: int, seconds: int) -> None:
    """Count one more call and refuse it beyond the limit.

    Raises:
        RateLimitExceededError: there were ``limit`` calls in the running window of ``seconds``.
    """
    if count_call(identity, seconds) > limit:
        raise RateLimitExceededError(
            _("You hit the rate limit because of too many requests. Please try after sometime.")
        )


_counters: dict[str, OrderedDict[Identity, tuple[int, int]]] = {}
_lock = threading.Lock()


def count_call(key: Identity, seconds: int) -> int:
    """Count one more call under ``key`` in a fixed window of ``seconds``; return the calls so far."""
    window = int(utc_now().timestamp() // seconds)
    name = (*key, seconds)
    with _lock:
        counters = _counters.setdefault(local.__dict__.get("site", ""), OrderedDict())
        start, count = counters.pop(name, (window, 0))
        count = count + 1 if start == window else 1
        counters[name] = (window, count)
        while len(counters) > MAX_COUNTERS:
            counters.popitem(last=False)
    return count


def forget_calls() -> None:
    """Start all counts anew, for tests."""
    with _lock:
        _counters.clear()


def read_only() -> Callable[[F], F]:
    """Mark a function that only reads: what it writes is refused by the document layer."""

    def decorate(function: F) -> F:
        @wraps(function)
        def reading(*args: Any, **kwargs: Any) -> Any:
            flags = local.__dict__.get("flags")
            if flags is None:
                return function(*args, **kwargs)
            before = flags.read_only
            flags.read_only = True
            try:
                return function(*args, **kwargs)
            finally:
                flags.read_only = before

        return cast(F, reading)

    return decorate
