"""Which functions the network may call, by whom and with which methods (contract 7.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
METHODS = ("GET", "POST", "PUT", "DELETE")


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
    """Let the network call a function; ``allow_guest`` without signing in, ``xss_safe`` with text as it was sent."""
    if callable(allow_guest):
        raise TypeError("Write @frappe.whitelist() with its brackets.")
    rule = Rule(bool(allow_guest), bool(xss_safe), tuple(method.upper() for method in methods or METHODS))

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
