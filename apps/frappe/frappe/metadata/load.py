"""Read DocType definitions: from the site's tables, or from the app's JSON files while a site is being made."""

from __future__ import annotations

import json
from typing import Any

from frappe.context import local
from frappe.metadata.compile import Definition, Row
from frappe.modules import find_doctype_file

_CHILD_TABLES = {
    "fields": "DocField",
    "permissions": "DocPerm",
    "actions": "DocType Action",
    "links": "DocType Link",
    "states": "DocType State",
}


def load_definition(doctype: str) -> Definition | None:
    """Return the stored definition of a DocType, or None; during installation the JSON file answers."""
    database = local.db
    if database is None or not database.table_exists("DocType"):
        return load_from_file(doctype)
    found = _rows("select * from `tabDocType` where `name` = ?", (doctype,))
    if not found:
        return load_from_file(doctype) if local.flags.in_install else None
    definition = Definition(found[0])
    name = found[0]["name"]
    for key, child in _CHILD_TABLES.items():
        sql = f"select * from `tab{child}` where `parent` = ? and `parentfield` = ? order by `idx`"
        setattr(definition, key, _rows(sql, (name, key)))
    if database.table_exists("Custom Field"):
        _load_customizations(definition, name)
    return definition


def _load_customizations(definition: Definition, name: str) -> None:
    definition.custom_fields = _rows(
        "select * from `tabCustom Field` where `dt` = ? order by `idx`, `creation`", (name,)
    )
    definition.property_setters = _rows(
        "select * from `tabProperty Setter` where `doc_type` = ? order by `creation`", (name,)
    )
    if local.db.table_exists("Custom DocPerm"):
        definition.custom_permissions = _rows(
            "select * from `tabCustom DocPerm` where `parent` = ? order by `idx`, `creation`", (name,)
        )


def load_from_file(doctype: str) -> Definition | None:
    """Return the definition in an installed app's JSON, or None."""
    path = find_doctype_file(doctype)
    return from_json(json.loads(path.read_text(encoding="utf-8"))) if path else None


def from_json(document: dict[str, Any]) -> Definition:
    """Split a DocType's JSON into its rows; ``field_order`` decides the order of fields."""
    values = {key: value for key, value in document.items() if key not in _CHILD_TABLES and key != "field_order"}
    rows: dict[str, list[Row]] = {key: list(document.get(key) or ()) for key in _CHILD_TABLES}
    order = {name: index for index, name in enumerate(document.get("field_order") or ())}
    rows["fields"].sort(key=lambda row: order.get(row["fieldname"], len(order)))
    return Definition(values, **rows)


def _rows(sql: str, values: tuple[Any, ...]) -> list[Row]:
    return local.db.connection.rows(sql, values)  # type: ignore[no-any-return]
