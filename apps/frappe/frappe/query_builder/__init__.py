"""SQL terms to text for a dialect: ``frappe.qb`` and its public names (contract 6.5). Knows no DocType.

``builder`` holds the queries, ``rendering`` turns every value into a bound parameter, ``functions`` and ``custom`` are
the terms that apps use. The library underneath is loaded with the first query.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypika import Column as Column
    from pypika import Criterion as Criterion
    from pypika import Field as Field
    from pypika import JoinType as JoinType
    from pypika import Order as Order
    from pypika import Table as Table
    from pypika import Tuple as Tuple
    from pypika.terms import Case as Case
    from pypika.terms import Interval as Interval

    from frappe.query_builder.builder import DocType as DocType
    from frappe.query_builder.builder import Query as Query
    from frappe.query_builder.utils import get_query as get_query
    from frappe.query_builder.utils import get_query_builder as get_query_builder

_HOMES = {
    "frappe.query_builder.builder": ("DocType", "Query", "Table"),
    "frappe.query_builder.library": (
        "Case", "Column", "Criterion", "CustomFunction", "Field", "Interval", "JoinType", "Order", "Schema", "Tuple",
    ),
    "frappe.query_builder.utils": ("db_type_is", "get_query", "get_query_builder"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_PARTS = frozenset({"builder", "custom", "functions", "library", "rendering", "terms", "utils"})

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Load a public name from its home."""
        if name in _PARTS:
            return import_module(f"frappe.query_builder.{name}")
        if name not in _HOME_OF:
            raise AttributeError(f"frappe.query_builder has no public name {name!r}")
        return globals().setdefault(name, getattr(import_module(_HOME_OF[name]), name))


class LazyBuilder:
    """``frappe.qb``: the query builder of a dialect, loaded at its first use."""

    def __init__(self, dialect: str) -> None:
        self.__dict__["dialect"] = dialect

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        utils = import_module("frappe.query_builder.utils")
        return getattr(utils.get_query_builder(self.__dict__["dialect"]), name)
