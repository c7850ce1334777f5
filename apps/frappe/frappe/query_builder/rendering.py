"""Terms and queries to SQL with parameters; there is no way to run a query with values in its text."""

from __future__ import annotations

import re
from typing import Any

from pypika.queries import Table
from pypika.terms import Field, Star

from frappe.context import local
from frappe.query_builder.library import Parameters, collecting

_MARK = re.compile(r"%\((param\d+)\)s")


def render(query: Any, **options: Any) -> tuple[str, dict[str, Any]]:
    """Return a query's SQL with ``%(param1)s`` and the values by name."""
    with collecting(Parameters()) as parameters:
        sql = query.get_sql(**options)
    return sql, parameters.values


def render_part(term: Any) -> tuple[str, dict[str, Any]]:
    """Return a term's SQL as part of a statement on back-ticked tables; a query comes in brackets."""
    if hasattr(term, "_selects") or hasattr(term, "base_query"):
        return render(term, subquery=True, quote_char="`")
    return render(term, with_namespace=True, quote_char="`")


def render_condition(criterion: Any) -> tuple[str, list[Any]]:
    """Return a criterion's SQL with ``?`` and its values in order, for conditions that hooks give."""
    sql, values = render_part(criterion)
    ordered = [values[name] for name in _MARK.findall(sql)]
    return _MARK.sub("?", sql), ordered


def is_field(term: Any) -> bool:
    """Tell a plain column from other terms."""
    return isinstance(term, Field) and not isinstance(term, Star)


def columns_of(term: Any) -> list[tuple[str | None, str]]:
    """Return the columns in a term: DocType (None for the query's own) and name. Sub-queries keep theirs."""
    if hasattr(term, "_selects") or not hasattr(term, "find_"):
        return []
    found = {(_doctype(field.table), field.name) for field in term.find_(Field) if is_field(field)}
    return sorted(found, key=str)


def _doctype(table: Any) -> str | None:
    if not isinstance(table, Table):
        return None
    name = str(table._table_name)
    return name[3:] if name.startswith("tab") else name


def active_dialect() -> str:
    """Return the active database's name; SQLite without one."""
    database = getattr(local, "db", None)
    return str(database.dialect) if database is not None else "sqlite"
