"""Lay customizations over a DocType and compile the result. Pure.

Order (contract 2.8): DocType rows, custom fields, property setters, field order, custom permissions, custom links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.metadata.meta import Meta, parse_order

Row = dict[str, Any]

_SECTION_ENDS = {
    "Tab Break": ("Tab Break",),
    "Section Break": ("Section Break", "Tab Break"),
    "Column Break": ("Column Break", "Section Break", "Tab Break"),
}
_ROW_TABLES = {"DocType Link": "links", "DocType Action": "actions", "DocType State": "states"}


@dataclass
class Definition:
    """The stored rows one Meta is made of."""

    doctype: Row
    fields: list[Row] = field(default_factory=list)
    permissions: list[Row] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    states: list[Row] = field(default_factory=list)
    custom_fields: list[Row] = field(default_factory=list)
    property_setters: list[Row] = field(default_factory=list)
    custom_permissions: list[Row] = field(default_factory=list)


def compile_meta(definition: Definition, *, app: str = "") -> Meta:
    """Return the frozen Meta of a definition."""
    values: Row = {**definition.doctype, "app": app}
    fields = [dict(row) for row in definition.fields]
    fields += [custom_field(row) for row in definition.custom_fields]
    tables: dict[str, list[Row]] = {
        "links": [dict(row) for row in definition.links],
        "actions": [dict(row) for row in definition.actions],
        "states": [dict(row) for row in definition.states],
    }
    for setter in definition.property_setters:
        apply_property_setter(values, fields, tables, setter)
    values["fields"] = order_fields(fields, definition.custom_fields, parse_order(values.get("field_order")))
    values.pop("field_order", None)
    for name, rows in tables.items():
        values[name] = _ordered(rows, parse_order(values.pop(f"{name}_order", None)))
    values["permissions"] = definition.custom_permissions or definition.permissions
    return Meta(values)


def custom_field(row: Mapping[str, Any]) -> Row:
    """Return a Custom Field's row as a field row."""
    own = {key: value for key, value in row.items() if key not in ("dt", "doctype")}
    return {**own, "is_custom_field": 1}


def apply_property_setter(values: Row, fields: list[Row], tables: dict[str, list[Row]], setter: Row) -> None:
    """Write one property setter into the rows it names; unknown targets are left alone."""
    value = cast_property(setter.get("value"), setter.get("property_type"))
    kind, prop = setter.get("doctype_or_field"), setter["property"]
    if kind == "DocType":
        values[prop] = value
    elif kind == "DocField":
        for row in fields:
            if row.get("fieldname") == setter.get("field_name"):
                row[prop] = value
    else:
        for row in tables.get(_ROW_TABLES.get(kind or "", ""), ()):
            if row.get("name") == setter.get("row_name"):
                row[prop] = value


def cast_property(value: Any, property_type: str | None) -> Any:
    """Return a property setter's text as the value its type names."""
    entry = FIELD_TYPES.get(property_type or "Data")
    if entry is None or not entry.numeric:
        return value
    try:
        return entry.python(float(value or 0))
    except (TypeError, ValueError):
        return entry.default


def order_fields(fields: list[Row], custom_fields: Iterable[Row], order: list[str] | None) -> list[Row]:
    """Return the fields in order: the setter's when it names them all, else custom fields after their anchor."""
    by_name = {row["fieldname"]: row for row in fields if row.get("fieldname")}
    if order and set(by_name) <= set(order):
        return [by_name[name] for name in order if name in by_name]
    placed = [row for row in fields if not row.get("is_custom_field")]
    waiting = [by_name[row["fieldname"]] for row in custom_fields if row["fieldname"] in by_name]
    while waiting:
        names = {row["fieldname"] for row in placed}
        ready = [row for row in waiting if not row.get("insert_after") or row["insert_after"] in names]
        if not ready:
            return placed + waiting
        for row in ready:
            _insert(placed, row)
        waiting = [row for row in waiting if row not in ready]
    return placed


def _insert(placed: list[Row], row: Row) -> None:
    anchor = row.get("insert_after")
    if not anchor:
        placed.insert(0, row)
        return
    position = next(i for i, other in enumerate(placed) if other["fieldname"] == anchor)
    ends = _SECTION_ENDS.get(row.get("fieldtype", ""))
    if ends and placed[position].get("fieldtype") in ("Section Break", "Column Break", "Tab Break"):
        position = _end_of_block(placed, position, ends)
    while position + 1 < len(placed) and placed[position + 1].get("_after") == anchor:
        position += 1
    row["_after"] = anchor
    placed.insert(position + 1, row)


def _end_of_block(placed: list[Row], position: int, ends: tuple[str, ...]) -> int:
    while position + 1 < len(placed) and placed[position + 1].get("fieldtype") not in ends:
        position += 1
    return position


def _ordered(rows: list[Row], order: list[str] | None) -> list[Row]:
    if not order:
        return rows
    rank = {name: index for index, name in enumerate(order)}
    return sorted(rows, key=lambda row: rank.get(row.get("name") or "", len(rank)))
