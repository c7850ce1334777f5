"""Decorators that remember what a function returned: for a request, for the process, or in ``frappe.cache``."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar, cast

from frappe.cache_store.site_cache import SiteCache
from frappe.context import local, slot
from frappe.localization.clock import utc_now
from frappe.utils.text import sha256_hash

F = TypeVar("F", bound=Callable[..., Any])
_MISSING = object()


def _key(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Hashable:
    """Return what tells calls apart; 1, 1.0 and True are different."""
    parts = (*args, *(item for pair in sorted(kwargs.items()) for item in pair))
    return (args, tuple(sorted(kwargs.items())), tuple(type(part) for part in parts))


def _path(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def request_cache(func: F) -> F:
    """Remember results until the request or job ends; calls with unhashable arguments are not remembered."""

    @wraps(func)
    def remembered(*args: Any, **kwargs: Any) -> Any:
        store = local.__dict__.get("request_cache")
        key = _key(args, kwargs)
        try:
            hash(key)
        except TypeError:
            return func(*args, **kwargs)
        if store is None:
            return func(*args, **kwargs)
        results = store.setdefault(func, {})
        if key not in results:
            results[key] = func(*args, **kwargs)
        return results[key]

    def clear_cache() -> None:
        (local.__dict__.get("request_cache") or {}).pop(func, None)

    remembered.clear_cache = clear_cache  # type: ignore[attr-defined]
    return cast(F, remembered)


def site_cache(ttl: Any = None, maxsize: int | None = None) -> Any:
    """Remember results in this process, apart for each site, until ``ttl`` seconds pass or the site's cache is cleared.

    Results are shared between threads: they must not be changed.
    """

    def decorate(function: F) -> F:
        seconds = None if callable(ttl) else ttl
        name = f"site_cache:{_path(function)}"

        @wraps(function)
        def remembered(*args: Any, **kwargs: Any) -> Any:
            if "site_state" not in local.__dict__:
                return function(*args, **kwargs)
            results: dict[Hashable, tuple[Any, float | None]] = slot(name, dict)
            key = _key(args, kwargs)
            found = results.get(key)
            moment = utc_now().timestamp() if seconds else 0.0
            if found is not None and (found[1] is None or found[1] > moment):
                return found[0]
            value = function(*args, **kwargs)
            results.pop(key, None)
            while maxsize and len(results) >= maxsize:
                results.pop(next(iter(results)), None)
            results[key] = (value, moment + seconds if seconds else None)
            return value

        def clear_cache() -> None:
            if "site_state" in local.__dict__:
                slot(name, dict).clear()

        remembered.clear_cache = clear_cache  # type: ignore[attr-defined]
        return cast(F, remembered)

    return decorate(ttl) if callable(ttl) else decorate


def redis_cache(ttl: Any = 3600, user: str | bool | None = None, shared: bool = False) -> Any:
    """Remember results in ``frappe.cache`` for ``ttl`` seconds, as copies; apart for each user with ``user=True``."""

    def decorate(function: F) -> F:
        seconds = 3600 if callable(ttl) or not ttl else ttl
        store = SiteCache()
        prefix = f"{_path(function)}::"

        @wraps(function)
        def remembered(*args: Any, **kwargs: Any) -> Any:
            key = prefix + sha256_hash(repr(_key(args, kwargs)))[:24]
            found = store.get_value(key, user=user, shared=shared)
            if found is not None:
                return found[0]
            value = function(*args, **kwargs)
            store.set_value(key, (value,), user=user, expires_in_sec=seconds, shared=shared)
            return value

        def clear_cache() -> None:
            backend = store.backend(shared)
            backend.delete(backend.keys(f"*{prefix}*"))

        remembered.clear_cache = clear_cache  # type: ignore[attr-defined]
        return cast(F, remembered)

    return decorate(ttl) if callable(ttl) else decorate


def http_cache(
    public: bool = False,
    max_age: int | None = None,
    stale_while_revalidate: int | None = None,
    max_age_guest: int | None = None,
) -> Callable[[F], F]:
    """Let browsers keep the answer of a GET request for ``max_age`` seconds."""
    parts = ["public" if public else "private"]
    parts += [f"max-age={max_age}"] if max_age is not None else []
    parts += [f"stale-while-revalidate={stale_while_revalidate}"] if stale_while_revalidate is not None else []

    def decorate(function: F) -> F:
        @wraps(function)
        def cached(*args: Any, **kwargs: Any) -> Any:
            value = function(*args, **kwargs)
            request = local.__dict__.get("request")
            if request is not None and request.method == "GET":
                local.response_headers["Cache-Control"] = ",".join(parts)
            return value

        return cast(F, cached)

    return decorate
