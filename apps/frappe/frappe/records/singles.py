"""Singles: one record a DocType, kept as text in ``tabSingles`` (contract 2.2, 12.8)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from frappe.context import local
from frappe.metadata import Meta
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.records.kept import kept, note_change
from frappe.records.observers import forget, tell, wanting
from frappe.utils.dates import parse_date, parse_datetime, to_timedelta
from frappe.utils.numbers import cint, flt
from frappe.utils.text import dump_json, format_timedelta

NOT_STORED = ("name", "idx", "docstatus", "creation", "owner")


def stored_values(doctype: str, *, for_update: bool = False) -> dict[str, str | None]:
    """Return a Single's stored texts; with ``for_update`` nobody else writes them until the transaction ends."""
    sql = "select `field`, `value` from `tabSingles` where `doctype` = ?" + (" for update" if for_update else "")
    return dict(local.db.connection.query(sql, (doctype,)))


def single_row(meta: Meta) -> dict[str, Any]:
    """Return a Single's values as their fields hold them."""
    return _typed(meta, stored_values(meta.name))


def _typed(meta: Meta, stored: Mapping[str, str | None]) -> dict[str, Any]:
    row = {column: cast_single(meta, column, stored[column]) for column in meta.columns if column in stored}
    return {**row, "name": meta.name}


def load_single(meta: Meta, *, for_update: bool = False) -> dict[str, Any]:
    """Return a Single's values; its defaults when nothing was ever stored."""
    row = _typed(meta, stored_values(meta.name, for_update=for_update))
    if len(row) > 1:
        for field in meta.value_fields:
            if FIELD_TYPES[field.fieldtype].numeric:
                row.setdefault(field.fieldname, FIELD_TYPES[field.fieldtype].default)
        return row
    defaults = {f.fieldname: f.default for f in meta.value_fields if f.default not in (None, "")}
    return {**{key: cast_single(meta, key, str(value)) for key, value in defaults.items()}, "name": meta.name}


def kept_single(meta: Meta) -> Mapping[str, Any]:
    """Return a Single's values, read once a process."""
    return kept("single_values", meta.name, lambda: load_single(meta))


_LOADERS: dict[str, Callable[[Any], Any]] = {"date": parse_date, "datetime": parse_datetime, "time": to_timedelta}


def cast_single(meta: Meta, fieldname: str, value: str | None) -> Any:
    """Return a stored text as the field's type; a text that is no date stays text."""
    field = meta.field_map.get(fieldname)
    kind = FIELD_TYPES[field.fieldtype].kind if field else None
    if kind in ("int", "bigint", "check"):
        return cint(value)
    if kind == "decimal":
        return flt(value)
    if value in (None, ""):
        return None
    if kind in ("decimal_null", "rating"):
        return flt(value)
    try:
        return _LOADERS[kind](value) if kind in _LOADERS else value
    except ValueError:
        return value


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime.timedelta):
        return format_timedelta(value)
    return dump_json(value).decode() if isinstance(value, (dict, list)) else str(value)


def write_single(meta: Meta, values: Mapping[str, Any]) -> None:
    """Store values of a Single; fields not named stay."""
    known = {key: value for key, value in values.items() if key in meta.column_set and key not in NOT_STORED}
    if not known:
        return
    marks = ", ".join("?" * len(known))
    connection = local.db.connection
    connection.execute(f"delete from `tabSingles` where `doctype` = ? and `field` in ({marks})", (meta.name, *known))
    connection.execute_many(
        "insert into `tabSingles` (`doctype`, `field`, `value`) values (?, ?, ?)",
        [(meta.name, key, _as_text(value)) for key, value in known.items()],
    )
    note_change("single_values", meta.name)
    forget(meta.name)


def set_single(meta: Meta, values: Mapping[str, Any]) -> None:
    """Store values of a Single past its document; observers are told."""
    observers = wanting(meta.name)
    old = single_row(meta) if observers else {}
    write_single(meta, values)
    tell(observers, meta.name, meta.name, "set_value", {key: old.get(key) for key in values}, dict(values))
