"""Which functions the network may call, with which methods and arguments (contract 7.6)."""

from __future__ import annotations

import datetime
import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, TypeVar

from frappe.context import local
from frappe.exceptions import FrappeTypeError, RateLimitExceededError
from frappe.messages import _

F = TypeVar("F", bound=Callable[..., Any])
METHODS = ("GET", "POST", "PUT", "DELETE")
NEVER_PASSED = frozenset({"ignore_permissions", "flags", "cmd", "csrf_token", "_lang"})


@dataclass(frozen=True)
class Rule:
    """How a function may be called."""

    allow_guest: bool
    xss_safe: bool
    methods: tuple[str, ...]


_rules: dict[Callable[..., Any], Rule] = {}


def whitelist(
    allow_guest: bool = False, xss_safe: bool = False, methods: list[str] | tuple[str, ...] | None = None
) -> Callable[[F], F]:
    """Let the network call a function."""
    rule = Rule(allow_guest, xss_safe, tuple(methods or METHODS))

    def mark(function: F) -> F:
        _rules[getattr(function, "__func__", function)] = rule
        return function

    return mark


def rule_of(function: Any) -> Rule | None:
    """Return a function's rule, None when the network may not call it."""
    return _rules.get(getattr(function, "__func__", function))


def whitelisted() -> dict[Callable[..., Any], Rule]:
    """Return all functions that were marked so far."""
    return dict(_rules)


def is_whitelisted(function: Any) -> bool:
    return rule_of(function) is not None


def call_with_arguments(function: Callable[..., Any], arguments: Mapping[str, Any], *bound: Any) -> Any:
    """Call a function with those of the arguments that it declares, as the types it declares.

    Raises:
        FrappeTypeError: an argument is missing or has the wrong type; the text names it.
    """
    signature, hints = _signature(getattr(function, "__func__", function))
    parameters = list(signature.parameters.values())
    if bound or inspect.ismethod(function):
        parameters = parameters[max(1, len(bound)) :]
    passed: dict[str, Any] = {}
    takes_all = False
    for parameter in parameters:
        if parameter.kind is parameter.VAR_KEYWORD:
            takes_all = True
        elif parameter.name in arguments and parameter.name not in NEVER_PASSED:
            value = arguments[parameter.name]
            passed[parameter.name] = coerce(parameter.name, value, hints.get(parameter.name, Any))
        elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL:
            raise FrappeTypeError(_("Argument {0} is required").format(parameter.name), argument=parameter.name)
    if takes_all:
        passed.update({k: v for k, v in arguments.items() if k not in NEVER_PASSED and k not in passed})
    return function(*bound, **passed)


@cache
def _signature(function: Callable[..., Any]) -> tuple[inspect.Signature, dict[str, Any]]:
    try:
        hints = typing.get_type_hints(inspect.unwrap(function))
    except (NameError, TypeError):
        hints = {}
    return inspect.signature(function), hints


def coerce(name: str, value: Any, hint: Any) -> Any:
    """Return an argument as the type its annotation names."""
    for candidate in _alternatives(hint):
        found, result = _as_type(value, candidate)
        if found:
            return result
    raise FrappeTypeError(
        _("Argument {0} should be of type {1} but got {2} instead.").format(
            name, getattr(hint, "__name__", None) or str(hint).replace("typing.", ""), type(value).__name__
        ),
        argument=name,
    )


def _alternatives(hint: Any) -> tuple[Any, ...]:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        options = typing.get_args(hint)
        return tuple(sorted(options, key=lambda option: option is str))
    return (hint,)


def _as_type(value: Any, hint: Any) -> tuple[bool, Any]:
    if hint is Any or hint is inspect.Parameter.empty or isinstance(hint, (str, typing.TypeVar)):
        return True, value
    if hint is None or hint is type(None):
        return value in (None, ""), None
    if typing.get_origin(hint) is typing.Literal:
        return value in typing.get_args(hint), value
    base = typing.get_origin(hint) or hint
    converter = _CONVERTERS.get(base)
    if converter is not None:
        return converter(value)
    return (isinstance(value, base), value) if isinstance(base, type) else (True, value)


def _to_int(value: Any) -> tuple[bool, Any]:
    if isinstance(value, (bool, int)):
        return True, int(value)
    if isinstance(value, float) and value.is_integer():
        return True, int(value)
    if isinstance(value, str) and value.strip().lstrip("-").isdigit() and value.isascii() and len(value) < 20:
        return True, int(value)
    return False, None


def _to_float(value: Any) -> tuple[bool, Any]:
    if isinstance(value, (int, float)):
        return True, float(value)
    try:
        return isinstance(value, str), float(value)
    except (TypeError, ValueError):
        return False, None


def _to_bool(value: Any) -> tuple[bool, Any]:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    if isinstance(value, bool) or value in (0, 1):
        return True, bool(value)
    return isinstance(value, str) and value.lower() in known, known.get(str(value).lower())


def _to_str(value: Any) -> tuple[bool, Any]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return True, str(value)
    return isinstance(value, str), value


def _from_json(kind: type) -> Callable[[Any], tuple[bool, Any]]:
    def convert(value: Any) -> tuple[bool, Any]:
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return False, None
        if kind is list and isinstance(value, tuple):
            value = list(value)
        return isinstance(value, kind), value

    return convert


def _to_date(value: Any) -> tuple[bool, Any]:
    try:
        return True, value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))
    except ValueError:
        return False, None


_CONVERTERS: dict[Any, Callable[[Any], tuple[bool, Any]]] = {
    int: _to_int,
    float: _to_float,
    bool: _to_bool,
    str: _to_str,
    dict: _from_json(dict),
    Mapping: _from_json(dict),
    list: _from_json(list),
    tuple: _from_json(list),
    datetime.date: _to_date,
}


def rate_limit(
    key: str | None = None,
    limit: int | Callable[[], int] = 5,
    seconds: int = 24 * 60 * 60,
    methods: str | list[str] = "ALL",
    ip_based: bool = True,
) -> Callable[[F], F]:
    """Refuse calls of a function from one address (and value of ``key``) beyond ``limit`` in ``seconds``."""

    def decorate(function: F) -> F:
        @wraps(function)
        def limited(*args: Any, **kwargs: Any) -> Any:
            if getattr(local, "request", None) is not None and methods in ("ALL", local.request.method):
                identity = (local.request_ip if ip_based else None, local.form_dict.get(key) if key else None)
                allowed = limit() if callable(limit) else limit
                if count_call((function.__qualname__, *identity), seconds) > allowed:
                    raise RateLimitExceededError(_("You hit the rate limit because of too many requests. Try later."))
            return function(*args, **kwargs)

        return typing.cast(F, limited)

    return decorate


def count_call(key: tuple[Any, ...], seconds: int) -> int:
    """Count one more call under ``key`` in a fixed window of ``seconds``; return the calls so far."""
    from frappe.localization.clock import monotonic

    counters = _counters.setdefault(getattr(local, "site", ""), {})
    if len(counters) > 10_000:
        counters.clear()
    window = int(monotonic() // seconds)
    start, count = counters.get(key, (window, 0))
    count = count + 1 if start == window else 1
    counters[key] = (window, count)
    return count


_counters: dict[str, dict[Any, tuple[int, int]]] = {}
