"""pypika with one change: while a query is rendered for the database, every value becomes a parameter.

The library passes its collector of parameters along as an argument and loses it inside of functions; here the
collector belongs to the thread while `collecting`, so that no value can reach the text.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from pypika import Column as Column
from pypika import Criterion as Criterion
from pypika import CustomFunction as CustomFunction
from pypika import Field as Field
from pypika import JoinType as JoinType
from pypika import Order as Order
from pypika import Schema as Schema
from pypika import Tuple as Tuple
from pypika.terms import JSON, Term, ValueWrapper
from pypika.terms import Case as Case
from pypika.terms import Interval as Interval
from pypika.utils import format_alias_sql


class Parameters:
    """The values of one query, by the names that stand for them in its text."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def add(self, value: Any) -> str:
        """Keep a value and return its mark."""
        name = f"param{len(self.values) + 1}"
        self.values[name] = value.value if isinstance(value, Enum) else value
        return f"%({name})s"


_active = threading.local()


@contextmanager
def collecting(parameters: Parameters) -> Generator[Parameters]:
    """Let values that are rendered in the block become parameters."""
    outer = getattr(_active, "parameters", None)
    _active.parameters = parameters
    try:
        yield parameters
    finally:
        _active.parameters = outer


def active_parameters() -> Parameters | None:
    """Return the collector of the query that is being rendered, None for text that people read."""
    return getattr(_active, "parameters", None)


_literal_value = ValueWrapper.get_sql
_literal_json = JSON.get_sql
_interval_init: Any = Interval.__init__


def _value_sql(self: ValueWrapper, *args: Any, **kwargs: Any) -> str:
    parameters = active_parameters()
    if parameters is None:
        return str(_literal_value(self, *args, **kwargs))
    value = self.value
    if isinstance(value, Term):
        return str(value.get_sql(**kwargs))
    alias = self.alias if kwargs.pop("with_alias", True) else None
    return str(format_alias_sql("null" if value is None else parameters.add(value), alias, **kwargs))


def _json_sql(self: JSON, *args: Any, **kwargs: Any) -> str:
    parameters = active_parameters()
    if parameters is None:
        return str(_literal_json(self, *args, **kwargs))
    return str(format_alias_sql(parameters.add(self.value), self.alias, **kwargs))


def _init_interval(self: Interval, *args: Any, **kwargs: Any) -> None:
    """Take numbers only: an interval is written into the text."""
    numbers = {key: value if key == "dialect" else int(value or 0) for key, value in kwargs.items()}
    _interval_init(self, *(int(value or 0) for value in args), **numbers)


ValueWrapper.get_sql = _value_sql  # type: ignore[method-assign]
JSON.get_sql = _json_sql  # type: ignore[method-assign]
Interval.__init__ = _init_interval  # type: ignore[method-assign]
