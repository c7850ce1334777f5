"""The tables that DocTypes need: ``Meta`` to ``Table``, and the difference of two tables as changes. Pure but `sync`.

Columns are never dropped. A change of type that would lose data is refused with the column and the way out.
"""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.database.tables import (
    AddColumn,
    AddIndex,
    AlterColumn,
    Change,
    Column,
    CreateTable,
    DropIndex,
    Index,
    Table,
)
from frappe.exceptions import SchemaProblem
from frappe.messages import _
from frappe.metadata import Meta
from frappe.metadata.fieldtypes import CHILD_COLUMNS, FIELD_TYPES, UNIQUE_FIELDTYPES
from frappe.utils.numbers import cint

_NUMBERS = ("int", "bigint", "check", "decimal", "decimal_null", "rating")
_TEXTS = ("varchar", "text", "longtext", "json")


def build_table(meta: Meta) -> Table:
    """Return the table a DocType needs (contract 2.5)."""
    columns = {column.name: column for column in (*_standard_columns(meta), *_field_columns(meta))}
    return Table(meta.table_name, tuple(columns.values()), tuple(dict.fromkeys(_indexes(meta))))


def _standard_columns(meta: Meta) -> list[Column]:
    name = Column("name", "serial") if meta.autoname == "autoincrement" else Column("name", "varchar", primary=True)
    out = [
        name,
        Column("creation", "datetime"),
        Column("modified", "datetime"),
        Column("modified_by", "varchar"),
        Column("owner", "varchar"),
        Column("docstatus", "int"),
        Column("idx", "int"),
    ]
    if meta.istable:
        return [*out, *(Column(column, "varchar") for column in ("parent", "parentfield", "parenttype"))]
    optional = ["_user_tags", "_comments", "_assign", "_liked_by", *(["_seen"] if meta.track_seen else [])]
    return [*out, *(Column(column, "text") for column in optional)]


def _field_columns(meta: Meta) -> list[Column]:
    out = []
    for field in meta.value_fields:
        kind = FIELD_TYPES[field.fieldtype].kind
        if kind is None or field.fieldname == "name" or (meta.istable and field.fieldname in CHILD_COLUMNS):
            continue
        if kind == "int" and cint(field.length) > 11:
            kind = "bigint"
        default = field.default if kind in _NUMBERS else None
        out.append(Column(field.fieldname, kind, cint(field.length), default))
    return out


def _indexes(meta: Meta) -> list[Index]:
    out = [Index(("parent",))] if meta.istable else [Index(("creation",))]
    if meta.sort_field == "modified" and not meta.istable:
        out.append(Index(("modified",)))
    for field in meta.value_fields:
        if meta.istable and field.fieldname in CHILD_COLUMNS:
            continue
        by_name = meta.autoname == f"field:{field.fieldname}"
        if field.unique and field.fieldtype in UNIQUE_FIELDTYPES:
            out.append(Index((field.fieldname,), unique=True))
        elif field.search_index or by_name or field.fieldname in ("amended_from", "lft", "rgt"):
            out.append(Index((field.fieldname,)))
    return out


def plan(old: Table | None, new: Table, alike: Any = None) -> list[Change]:
    """Return the changes that bring a table to what is needed.

    ``alike(kind_a, kind_b)`` tells whether a dialect stores two kinds the same way.

    Raises:
        SchemaProblem: a column's type cannot change without loss.
    """
    if old is None:
        return [CreateTable(new)]
    changes: list[Change] = []
    for column in new.columns:
        present = old.column(column.name)
        if present is None:
            changes.append(AddColumn(new.name, column))
        elif not (alike or _alike)(present.kind, column.kind):
            _check_change(new.name, present, column)
            changes.append(AlterColumn(new, present, column))
    changes += _index_changes(old, new)
    return changes


def _index_changes(old: Table, new: Table) -> list[Change]:
    changes: list[Change] = []
    wanted, present = set(new.indexes), set(old.indexes)
    own = {column.name for column in new.columns}
    for index in new.indexes:
        if index not in present:
            changes.append(AddIndex(new.name, index))
    for index in old.indexes:
        if index not in wanted and index.unique and len(index.columns) == 1 and index.columns[0] in own:
            changes.append(DropIndex(new.name, index))
    return changes


def _alike(first: str, second: str) -> bool:
    groups = (_TEXTS, ("int", "bigint", "check", "serial"), ("decimal", "decimal_null", "rating"))
    return first == second or any(first in group and second in group for group in groups)


def _check_change(table: str, old: Column, new: Column) -> None:
    lossless = new.kind in _TEXTS or (old.kind in ("int", "bigint", "check") and new.kind in _NUMBERS)
    if lossless or (old.kind, new.kind) in (("date", "datetime"),):
        return
    rows = local.db.connection.query(f"select count(*) from `{table}` where {_has_value(old)}")
    if rows[0][0]:
        raise SchemaProblem(
            _(
                "{table}: column {column} holds values and cannot change from {old} to {new} without losing them."
                " Add a new field instead, or clear the values first."
            ).format(table=table, column=old.name, old=old.kind, new=new.kind),
            table=table,
            column=old.name,
        )


def _has_value(column: Column) -> str:
    name = f"`{column.name}`"
    return f"{name} != 0" if column.kind in _NUMBERS else f"{name} is not null and {name} != ''"


def sync(meta: Meta) -> list[Change]:
    """Bring a DocType's table up to date and return what was changed."""
    if meta.issingle or meta.is_virtual:
        return []
    connection = local.db.connection
    changes = plan(connection.describe(meta.table_name), build_table(meta))
    for change in changes:
        connection.apply(change)
    local.db.forget_tables()
    return changes


def planned(meta: Meta) -> list[Change]:
    """Return what `sync` would change."""
    if meta.issingle or meta.is_virtual:
        return []
    return plan(local.db.connection.describe(meta.table_name), build_table(meta))


def internal_tables() -> list[Table]:
    """Return the framework's tables without a DocType."""

    def text(*names: str) -> tuple[Column, ...]:
        return tuple(Column(name, "text") for name in names)

    def varchar(*names: str) -> tuple[Column, ...]:
        return tuple(Column(name, "varchar") for name in names)

    return [
        Table("tabSingles", varchar("doctype", "field") + text("value"), (Index(("doctype", "field")),)),
        Table("tabSeries", (Column("name", "varchar", primary=True), Column("current", "int"))),
        Table(
            "tabSessions",
            varchar("user", "sid") + text("sessiondata") + varchar("ipaddress", "lastupdate", "status"),
            (Index(("sid",)), Index(("user",))),
        ),
        Table(
            "__Auth",
            varchar("doctype", "name", "fieldname") + text("password") + (Column("encrypted", "int"),),
            (Index(("doctype", "name", "fieldname"), unique=True),),
        ),
        Table("__UserSettings", varchar("user", "doctype") + text("data"), (Index(("user", "doctype"), unique=True),)),
        Table("__cache_version", (Column("name", "varchar", primary=True), Column("version", "int"))),
        Table("__operation", (Column("id", "varchar", primary=True), *varchar("kind", "user", "parent", "route", "started_at"))),
        Table(
            "__journal",
            (
                Column("sequence", "serial"),
                *varchar("operation", "doctype", "name", "action"),
                *text("old", "new"),
                *varchar("recorded_at"),
            ),
            (Index(("operation",)), Index(("doctype", "name"))),
        ),
    ]  # fmt: skip


def sync_internal_tables() -> None:
    """Make the internal tables, or bring them up to date."""
    connection = local.db.connection
    for table in internal_tables():
        for change in plan(connection.describe(table.name), table):
            connection.apply(change)
    local.db.forget_tables()
