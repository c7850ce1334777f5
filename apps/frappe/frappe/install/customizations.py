"""Customizations that an app brings for other apps' DocTypes: ``<module>/custom/*.json`` (contract 1.5).

A file names its DocType and lists custom fields, property setters, permission rows and connections. All files are
applied when the app is installed; a migration applies those with ``sync_on_migrate``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frappe import schema
from frappe.context import invalidate, local
from frappe.metadata import find_meta, get_meta
from frappe.model.delete_doc import delete_doc
from frappe.model.documents import get_doc, new_doc
from frappe.modules import get_app_path, get_module_list, scrub

OWN_KEYS = frozenset({"name", "owner", "creation", "modified", "modified_by", "docstatus", "doctype"})
SETTER_KEY = ("doc_type", "field_name", "property")


def sync_customizations(app: str) -> list[str]:
    """Apply an app's files and return the DocTypes that they customize; one that is not on the site is left out."""
    done = []
    for file in _files(app):
        wanted = file.get("sync_on_migrate") or not local.flags.in_migrate
        if wanted and find_meta(file["doctype"]) is not None:
            apply_customizations(file)
            done.append(file["doctype"])
    return done


def _files(app: str) -> Iterator[dict[str, Any]]:
    for module in get_module_list(app):
        folder = Path(get_app_path(app, scrub(module), "custom"))
        for path in sorted(folder.glob("*.json")) if folder.exists() else ():
            yield {"module": module, **json.loads(path.read_text(encoding="utf-8"))}


def apply_customizations(file: dict[str, Any]) -> None:
    """Write one file's rows and bring the DocType's table up to date.

    Fields and properties belong to the module that brings them, unless they name another, and go with its app.
    """
    doctype, module = file["doctype"], file.get("module")
    before, local.flags.in_create_custom_fields = local.flags.in_create_custom_fields, True
    try:
        for row in file.get("custom_fields") or ():
            _write("Custom Field", {**_of(row, module), "dt": row.get("dt") or doctype}, ("dt", "fieldname"))
    finally:
        local.flags.in_create_custom_fields = before
    for row in file.get("property_setters") or ():
        _write("Property Setter", {**_of(row, module), "doc_type": row.get("doc_type") or doctype}, SETTER_KEY)
    if file.get("custom_perms"):
        _replace_permissions(doctype, file["custom_perms"])
    for row in file.get("links") or ():
        _write("DocType Link", _link(doctype, row), ("parent", "link_doctype", "link_fieldname"))
    invalidate()
    schema.sync(get_meta(doctype))


def _write(doctype: str, row: dict[str, Any], key: tuple[str, ...]) -> None:
    """Insert a row, or bring the stored one with the same key up to date where it differs."""
    values = _own(row)
    stored = local.db.get_value(doctype, {name: values[name] for name in key}, "name") if key else None
    doc = get_doc(doctype, str(stored)) if stored else get_doc({"doctype": doctype, **values})
    if stored and all(doc.get(name) == value for name, value in values.items()):
        return
    doc.update(values)
    doc.flags.update(ignore_validate=True, ignore_permissions=True, ignore_links=True)
    doc.save() if stored else doc.insert()


def _replace_permissions(doctype: str, rows: list[dict[str, Any]]) -> None:
    fields = [field.fieldname for field in get_meta("Custom DocPerm").value_fields]
    wanted = [new_doc("Custom DocPerm", **{**_own(row), "parent": doctype}) for row in rows]
    stored = local.db.get_all(
        "Custom DocPerm", {"parent": doctype}, ["name", *fields], order_by="idx asc, creation asc"
    )
    if sorted(_rights(row, fields) for row in wanted) == sorted(_rights(row, fields) for row in stored):
        return
    for row in stored:
        delete_doc("Custom DocPerm", row.name, ignore_permissions=True, force=True)
    for row in rows:
        _write("Custom DocPerm", {**row, "parent": doctype}, ())


def _of(row: dict[str, Any], module: str | None) -> dict[str, Any]:
    return {**row, "module": row.get("module") or module}


def _own(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in OWN_KEYS}


def _rights(row: Any, fields: list[str]) -> list[str]:
    return [str(row.get(field) or 0) for field in fields]


def _link(doctype: str, row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "parent": doctype, "parenttype": "DocType", "parentfield": "links", "custom": 1}
