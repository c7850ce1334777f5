"""Singles: one record a DocType, kept as text in ``tabSingles`` (contract 2.2, 12.8)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from frappe.context import local
from frappe.metadata import Meta
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.utils.dates import parse_date, parse_datetime, to_timedelta
from frappe.utils.numbers import cint, flt
from frappe.utils.text import format_timedelta


def stored_values(doctype: str) -> dict[str, str | None]:
    """Return a Single's stored texts."""
    rows = local.db.connection.query("select `field`, `value` from `tabSingles` where `doctype` = ?", (doctype,))
    return dict(rows)


def single_row(meta: Meta) -> dict[str, Any]:
    """Return a Single's values as their fields hold them."""
    stored = stored_values(meta.name)
    row = {column: cast_single(meta, column, stored[column]) for column in meta.columns if column in stored}
    return {**row, "name": meta.name}


def load_single(meta: Meta, *, for_update: bool = False) -> dict[str, Any]:
    """Return a Single's values; its defaults when nothing was ever stored."""
    if for_update:
        local.db.connection.begin()
    row = single_row(meta)
    if len(row) > 1:
        for field in meta.value_fields:
            if FIELD_TYPES[field.fieldtype].numeric:
                row.setdefault(field.fieldname, FIELD_TYPES[field.fieldtype].default)
        return row
    defaults = {f.fieldname: f.default for f in meta.value_fields if f.default not in (None, "")}
    return {**{key: cast_single(meta, key, str(value)) for key, value in defaults.items()}, "name": meta.name}


def cast_single(meta: Meta, fieldname: str, value: str | None) -> Any:
    """Return a stored text as the field's type."""
    field = meta.field_map.get(fieldname)
    kind = FIELD_TYPES[field.fieldtype].kind if field else None
    if kind in ("int", "bigint", "check"):
        return cint(value)
    if kind == "decimal":
        return flt(value)
    if value in (None, ""):
        return None
    loaders = {"date": parse_date, "datetime": parse_datetime, "time": to_timedelta}
    return loaders[kind](value) if kind in loaders else value


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime.timedelta):
        return format_timedelta(value)
    return str(value)


def write_single(meta: Meta, values: Mapping[str, Any]) -> None:
    """Store values of a Single; fields not named stay."""
    skipped = ("name", "idx", "docstatus", "creation", "owner")
    known = {key: value for key, value in values.items() if key in meta.column_set and key not in skipped}
    marks = ", ".join("?" * len(known))
    connection = local.db.connection
    connection.execute(f"delete from `tabSingles` where `doctype` = ? and `field` in ({marks})", (meta.name, *known))
    connection.execute_many(
        "insert into `tabSingles` (`doctype`, `field`, `value`) values (?, ?, ?)",
        [(meta.name, key, _as_text(value)) for key, value in known.items()],
    )
    local.db.forget_values(meta.name)
