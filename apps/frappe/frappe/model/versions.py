"""Version records: what a save changed, for people (contract 3.6). The journal keeps the full record."""

from __future__ import annotations

import datetime
from typing import Any

from frappe.context import local
from frappe.metadata import DocField
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.model import storage
from frappe.model.base_document import cast_value
from frappe.utils import as_json, cstr, to_timedelta

SKIPPED = ("Text Editor", "HTML Editor", "Markdown Editor", "Code", "Password")


def same_value(field: DocField, before: Any, after: Any) -> bool:
    """Tell whether two values of a field are the same once they are stored."""
    entry = FIELD_TYPES[field.fieldtype]
    if entry.numeric:
        return bool(abs(_number(before, field) - _number(after, field)) < 1e-9)
    if isinstance(before, datetime.timedelta) or isinstance(after, datetime.timedelta):
        return _time(before) == _time(after)
    return cstr(before) == cstr(after)


def _number(value: Any, field: DocField) -> float:
    return float(cast_value(value, field.fieldtype) or 0)


def _time(value: Any) -> str:
    return cstr(to_timedelta(value) if value not in (None, "") else "")


def difference(before: Any, after: Any) -> dict[str, Any] | None:
    """Return the changed fields and rows between two states of a document, or None."""
    out: dict[str, Any] = {"changed": _changed(before, after), "added": [], "removed": [], "row_changed": []}
    for field in after.meta.table_fields:
        old = {row.name: row for row in before.get(field.fieldname)}
        new = {row.name: row for row in after.get(field.fieldname)}
        for name, row in new.items():
            if name not in old:
                out["added"].append([field.fieldname, row.as_dict()])
                continue
            changed = _changed(old[name], row)
            if changed:
                out["row_changed"].append([field.fieldname, row.idx, name, changed])
        out["removed"] += [[field.fieldname, row.as_dict()] for name, row in old.items() if name not in new]
    if before.docstatus != after.docstatus:
        out["changed"].append(["docstatus", int(before.docstatus), int(after.docstatus)])
    return out if any(out.values()) else None


def _changed(before: Any, after: Any) -> list[list[Any]]:
    changed = []
    for field in after.meta.value_fields:
        old, new = before.get(field.fieldname), after.get(field.fieldname)
        if field.fieldtype not in SKIPPED and not same_value(field, old, new):
            changed.append([field.fieldname, old, new])
    return changed


def save_version(doc: Any) -> None:
    """Write a Version of an update to a DocType that tracks changes."""
    if not doc.meta.track_changes or doc.doctype == "DocType" or local.flags.in_install or doc.flags.ignore_version:
        return
    stored = doc.__dict__.get("_doc_before_save")
    if stored is None and not doc.flags.updater_reference:
        return
    found = difference(stored, doc) if stored is not None else {"changed": [], "added": [], "removed": []}
    if found is None and not doc.flags.updater_reference:
        return
    found = found or {}
    if doc.flags.updater_reference:
        found["updater_reference"] = doc.flags.updater_reference
    if doc.flags.via_data_import:
        found["data_import"] = doc.flags.via_data_import
    _insert(doc, found)


def _insert(doc: Any, found: dict[str, Any]) -> None:
    storage.insert_record(
        "Version",
        ref_doctype=doc.doctype,
        docname=cstr(doc.name),
        data=as_json(found, indent=None),
        operation=local.operation.id if getattr(local, "operation", None) else None,
    )
