"""``Meta`` to ``Table``: the columns and indexes that a DocType needs (contract 2.5). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from frappe.database.tables import NUMBER_KINDS, TEXT_KINDS, Column, Index, Table
from frappe.metadata import DocField, Meta
from frappe.metadata.fieldtypes import CHILD_COLUMNS, FIELD_TYPES, STANDARD_COLUMNS, UNIQUE_FIELDTYPES
from frappe.utils.numbers import cint

INT_DIGITS = 11  # an Int field with a greater length is a bigint
ALWAYS_INDEXED = ("amended_from", "lft", "rgt")
OPTIONAL = ("_user_tags", "_comments", "_assign", "_liked_by")


def build_table(meta: Meta) -> Table:
    """Return the table a DocType needs."""
    columns = {column.name: column for column in (*_standard_columns(meta), *_field_columns(meta))}
    return Table(meta.table_name, tuple(columns.values()), tuple(dict.fromkeys(_indexes(meta))))


def _standard_columns(meta: Meta) -> Iterator[Column]:
    if meta.autoname == "autoincrement":
        yield Column("name", "serial", primary=True)
    else:
        yield Column("name", "varchar", primary=True)
    yield Column("creation", "datetime")
    yield Column("modified", "datetime")
    yield Column("modified_by", "varchar")
    yield Column("owner", "varchar")
    yield Column("docstatus", "check")
    yield Column("idx", "int")
    if meta.istable:
        yield from (Column(name, "varchar") for name in CHILD_COLUMNS)
    else:
        yield from (Column(name, "text") for name in (*OPTIONAL, *(("_seen",) if meta.track_seen else ())))


def _field_columns(meta: Meta) -> Iterator[Column]:
    taken = (*STANDARD_COLUMNS, *(CHILD_COLUMNS if meta.istable else ()))
    for field in meta.value_fields:
        if field.fieldname not in taken and FIELD_TYPES[field.fieldtype].kind is not None:
            yield field_column(field)


def field_column(field: DocField) -> Column:
    """Return the column of a field that has one."""
    kind = FIELD_TYPES[field.fieldtype].kind or "varchar"
    length = cint(field.length)
    if kind == "int" and length > INT_DIGITS:
        kind = "bigint"
    return Column(
        field.fieldname,
        kind,
        length if kind == "varchar" else 0,
        default=field.default if kind in NUMBER_KINDS else None,
        required=bool(field.get("not_nullable")) and kind in TEXT_KINDS,
    )


def _indexes(meta: Meta) -> Iterator[Index]:
    yield Index(("parent",) if meta.istable else ("creation",))
    if meta.sort_field == "modified" and not meta.istable:
        yield Index(("modified",))
    for field in meta.value_fields:
        if meta.istable and field.fieldname in CHILD_COLUMNS:
            continue
        if field.unique and field.fieldtype in UNIQUE_FIELDTYPES:
            yield Index((field.fieldname,), unique=True)
        elif field.search_index or meta.autoname == f"field:{field.fieldname}" or field.fieldname in ALWAYS_INDEXED:
            yield Index((field.fieldname,))
