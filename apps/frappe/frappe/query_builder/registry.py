"""Who answers ``frappe.qb.get_query``: the room that knows DocTypes and filters registers here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_list_queries: list[Callable[..., Any]] = []


def register_list_queries(function: Callable[..., Any]) -> None:
    """Let ``records`` answer ``get_query``."""
    _list_queries[:] = [function]


def list_query(*args: Any, **kwargs: Any) -> Any:
    """Return a query from fields and filters as lists have them."""
    return _list_queries[0](*args, **kwargs)
