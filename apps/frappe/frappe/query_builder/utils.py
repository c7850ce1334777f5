"""Choose by the active database: the query builder, or one of several terms."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from pypika.terms import PseudoColumn

from frappe.query_builder.builder import Query, SqliteQuery
from frappe.query_builder.registry import list_query
from frappe.query_builder.rendering import active_dialect


class db_type_is(Enum):
    """Databases by name."""

    MARIADB = "mariadb"
    POSTGRES = "postgres"
    SQLITE = "sqlite"


class ImportMapper:
    """A function under one name, another one for each database; SQLite takes MariaDB's when it has none."""

    def __init__(self, func_map: Mapping[db_type_is, Any]) -> None:
        self.func_map = func_map

    def __call__(self, *args: Any, **kwds: Any) -> Any:
        found = self.func_map.get(db_type_is(active_dialect())) or self.func_map[db_type_is.MARIADB]
        return found(*args, **kwds)


class PseudoColumnMapper(PseudoColumn):
    """A name written into the SQL as it is."""

    def __init__(self, name: str) -> None:
        super().__init__(name)


def get_query_builder(type_of_db: str | db_type_is) -> type[Query]:
    """Return the query builder of a database."""
    return SqliteQuery if db_type_is(type_of_db) is db_type_is.SQLITE else Query


def get_query(*args: Any, **kwargs: Any) -> Any:
    """Return a query from fields and filters as lists have them."""
    return list_query(*args, **kwargs)
