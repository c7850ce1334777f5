"""Rows that hang on documents: a comment, a file or a message is listed for who may read the document it hangs on.

The condition asks for each DocType that such rows hang on by the conditions of its own list, so that list, document and
explanation agree. A DocType whose ``has_permission`` hook has no ``permission_query_conditions`` beside it cannot be
asked in SQL: what hangs on its documents is shown with the document alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from frappe.context import local
from frappe.exceptions import PermissionError as NoPermission
from frappe.metadata import Meta, find_meta
from frappe.permissions.hooked_rules import hook_paths
from frappe.permissions.lists import Condition, as_one, list_scope


@dataclass(frozen=True)
class Reference:
    """Two columns of a DocType's table that name a document; the first must have an index.

    ``parent`` is the DocType whose list asks, where the columns are those of its child table.
    """

    doctype: str
    type_column: str
    name_column: str
    parent: str = ""

    def column(self, name: str) -> str:
        return f"`tab{self.doctype}`.`{name}`"


def on_readable_documents(reference: Reference, user: str) -> Condition:
    """Return the condition that a row hangs on a document that exists and that the user may read."""
    parts, values = ["1 = 0"], []
    with _asking(reference.doctype, reference.parent) as outer:
        for doctype in _doctypes_of(reference):
            found = None if doctype in outer else _readable(doctype, reference, user)
            if found is not None:
                parts.append(f"({reference.column(reference.type_column)} = ? and {found[0]})")
                values += [doctype, *found[1]]
    return f"({' or '.join(parts)})", tuple(values)


@contextmanager
def _asking(*doctypes: str) -> Iterator[frozenset[str]]:
    """Say which tables the statement reads already: a table inside a condition on itself would need another name."""
    before: frozenset[str] = local.__dict__.get("reference_tables", frozenset())
    local.reference_tables = before | set(doctypes)
    try:
        yield local.reference_tables
    finally:
        local.reference_tables = before


def _doctypes_of(reference: Reference) -> list[str]:
    """Return the DocTypes that rows hang on: by steps along the index, whatever the number of rows."""
    table, column = f"`tab{reference.doctype}`", f"`{reference.type_column}`"
    rows = local.db.connection.query(
        f"with recursive found(value) as (select min({column}) from {table} union all"
        f" select (select min({column}) from {table} where {column} > found.value) from found"
        " where found.value is not null) select value from found where value is not null and value <> ''"
    )
    return [row[0] for row in rows]


def _readable(doctype: str, reference: Reference, user: str) -> Condition | None:
    meta = find_meta(doctype)
    if meta is None or meta.istable or meta.is_virtual or _is_asked_by_code_alone(meta):
        return None
    try:
        scope = list_scope(meta, user, ptype="read")
    except NoPermission:
        return None
    name = reference.column(reference.name_column)
    if meta.issingle:
        return None if scope.conditions else (f"{name} = ?", (doctype,))
    where, values = as_one(scope)
    return f"exists (select 1 from `{meta.table_name}` where `{meta.table_name}`.`name` = {name} and ({where}))", values


def _is_asked_by_code_alone(meta: Meta) -> bool:
    return bool(hook_paths("has_permission", meta.name)) and not hook_paths("permission_query_conditions", meta.name)
