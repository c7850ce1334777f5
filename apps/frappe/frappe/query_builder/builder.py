"""``frappe.qb``: queries with ``run`` and ``walk``, on tables named by their DocType."""

from __future__ import annotations

from typing import Any

from pypika import Table as _Table
from pypika.dialects import MySQLQueryBuilder
from pypika.enums import SetOperation
from pypika.queries import Query as _Query
from pypika.queries import _SetOperation
from pypika.utils import builder

from frappe.context import local
from frappe.query_builder import functions, terms
from frappe.query_builder.library import Field, Schema
from frappe.query_builder.registry import list_query
from frappe.query_builder.rendering import render

NO_LIMIT = 2**63 - 1
# The library's annotations contradict each other between its bases; below them ours hold.
_Query_: Any = _Query
_Builder: Any = MySQLQueryBuilder
_Set: Any = _SetOperation
_builder_method: Any = builder


class Runnable:
    """What can be run: a query, or several joined by UNION and the like."""

    def walk(self) -> tuple[str, dict[str, Any]]:
        """Return the SQL with ``%(param1)s`` and the values by name."""
        return render(self)

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """Run on the active database; arguments are those of ``frappe.db.sql``: as_dict, as_list, pluck, debug, ..."""
        sql, values = self.walk()
        return local.db.sql(sql, values, *args, **kwargs)


def _whole(number: Any) -> int | None:
    """Return a limit as a number: it is written into the text."""
    return None if number is None else int(number)


class SetOperationQuery(Runnable, _Set):  # type: ignore[misc]
    """Several queries joined by UNION and the like."""

    @_builder_method  # type: ignore[untyped-decorator]
    def limit(self, limit: Any) -> None:
        self._limit = _whole(limit)

    @_builder_method  # type: ignore[untyped-decorator]
    def offset(self, offset: Any) -> None:
        self._offset = _whole(offset)

    def _offset_sql(self) -> str:
        return _offset_sql(self)


class FrappeQueryBuilder(Runnable, _Builder):  # type: ignore[misc]
    """One query. MariaDB's grammar for both databases; the connection writes it for SQLite.

    A list's query runs through ``runner``, which knows its plan; what is added to it makes a plain copy.
    """

    runner: Any = None

    def __copy__(self) -> FrappeQueryBuilder:
        copied: FrappeQueryBuilder = super().__copy__()
        copied.__dict__.pop("runner", None)
        return copied

    def run(self, *args: Any, **kwargs: Any) -> Any:
        return self.runner(*args, **kwargs) if self.runner is not None else super().run(*args, **kwargs)

    @_builder_method  # type: ignore[untyped-decorator]
    def limit(self, limit: Any) -> None:
        self._limit = _whole(limit)

    @_builder_method  # type: ignore[untyped-decorator]
    def offset(self, offset: Any) -> None:
        self._offset = _whole(offset)

    def _offset_sql(self) -> str:
        return _offset_sql(self)

    def union(self, other: Any) -> SetOperationQuery:
        return self._with_other(other, SetOperation.union)

    def union_all(self, other: Any) -> SetOperationQuery:
        return self._with_other(other, SetOperation.union_all)

    def intersect(self, other: Any) -> SetOperationQuery:
        return self._with_other(other, SetOperation.intersect)

    def except_of(self, other: Any) -> SetOperationQuery:
        return self._with_other(other, SetOperation.except_of)

    def minus(self, other: Any) -> SetOperationQuery:
        return self._with_other(other, SetOperation.minus)

    def _with_other(self, other: Any, operation: SetOperation) -> SetOperationQuery:
        return SetOperationQuery(self, other, operation, wrapper_cls=self._wrapper_cls)

    def _on_duplicate_key_ignore_sql(self) -> str:
        return ""

    def _insert_sql(self, **kwargs: Any) -> str:
        verb = "INSERT IGNORE INTO" if self._ignore or self._ignore_duplicates else "INSERT INTO"
        return f"{verb} {self._insert_table.get_sql(**kwargs)}"


def _offset_sql(query: Any) -> str:
    """Return the OFFSET; it needs a LIMIT before it."""
    return ("" if query._limit is not None else f" LIMIT {NO_LIMIT}") + f" OFFSET {query._offset}"


class Query(_Query_):  # type: ignore[misc]
    """Starts queries: ``from_``, ``into``, ``update``; a bare text names a DocType."""

    dialect = "mariadb"
    terms = terms
    functions = functions
    Field = Field
    Schema = Schema

    @classmethod
    def _builder(cls, **kwargs: Any) -> FrappeQueryBuilder:
        return FrappeQueryBuilder(wrap_set_operation_queries=cls.dialect != "sqlite", **kwargs)

    @classmethod
    def DocType(cls, table_name: str, *args: Any, **kwargs: Any) -> _Table:
        """Return a DocType's table."""
        return _Table(table_of(table_name), *args, **{"query_cls": cls, **kwargs})

    @classmethod
    def Table(cls, table_name: str, *args: Any, **kwargs: Any) -> _Table:
        return _Table(table_name, *args, **{"query_cls": cls, **kwargs})

    @classmethod
    def from_(cls, table: Any, *args: Any, **kwargs: Any) -> Any:
        return cls._builder(**kwargs).from_(cls._named(table))

    @classmethod
    def into(cls, table: Any, *args: Any, **kwargs: Any) -> Any:
        return cls._builder(**kwargs).into(cls._named(table))

    @classmethod
    def update(cls, table: Any, *args: Any, **kwargs: Any) -> Any:
        return cls._builder(**kwargs).update(cls._named(table))

    @classmethod
    def _named(cls, table: Any) -> Any:
        return cls.DocType(table) if isinstance(table, str) else table

    # -- lists of DocTypes

    @staticmethod
    def get_query(*args: Any, **kwargs: Any) -> Any:
        """Return a query from fields and filters as lists have them; more can be added to it."""
        return list_query(*args, **kwargs)

    @classmethod
    def max(cls, doctype: str, field: str, filters: Any = None, **kwargs: Any) -> Any:
        return cls._aggregate(functions.Max, doctype, field, filters, kwargs)

    @classmethod
    def min(cls, doctype: str, field: str, filters: Any = None, **kwargs: Any) -> Any:
        return cls._aggregate(functions.Min, doctype, field, filters, kwargs)

    @classmethod
    def sum(cls, doctype: str, field: str, filters: Any = None, **kwargs: Any) -> Any:
        return cls._aggregate(functions.Sum, doctype, field, filters, kwargs)

    @classmethod
    def avg(cls, doctype: str, field: str, filters: Any = None, **kwargs: Any) -> Any:
        return cls._aggregate(functions.Avg, doctype, field, filters, kwargs)

    @classmethod
    def _aggregate(cls, function: Any, doctype: str, field: str, filters: Any, options: dict[str, Any]) -> Any:
        term = function(cls.DocType(doctype)[field])
        return cls.get_query(doctype, fields=[term], filters=filters or {}, order_by=None).run(**options)[0][0] or 0


class SqliteQuery(Query):
    """The same for SQLite, which takes no brackets around the parts of a UNION."""

    dialect = "sqlite"


def table_of(doctype: str) -> str:
    """Return a DocType's table; internal tables are named as they are."""
    return doctype if doctype.startswith("__") else f"tab{doctype}"


def active_query() -> type[Query]:
    """Return the query class of the active site's database."""
    database = getattr(local, "db", None)
    return SqliteQuery if database is None or database.dialect == "sqlite" else Query


def DocType(table_name: str, *args: Any, **kwargs: Any) -> _Table:
    """Return a DocType's table."""
    return active_query().DocType(table_name, *args, **kwargs)


def Table(table_name: str, *args: Any, **kwargs: Any) -> _Table:
    """Return a table named as it is."""
    return active_query().Table(table_name, *args, **kwargs)
