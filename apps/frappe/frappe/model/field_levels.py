"""Permission levels of fields on one document (contract 4.6): what a user may not change, what he does not see."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.metadata import Meta, get_meta
from frappe.model.create_new import defaults_of
from frappe.permissions import permitted_levels, writable_levels


def hide_unreadable(doc: Any) -> None:
    """Take away the values above the user's permission levels."""
    if current_user() == "Administrator" or not _has_levels(doc.meta):
        return
    levels = set(permitted_levels(doc.meta, current_user(), "read"))
    for part in (doc, *doc.get_all_children()):
        for field in part.meta.fields_by_level:
            if field.permlevel not in levels and not field.is_virtual:
                part.__dict__.pop(field.fieldname, None)


def _has_levels(meta: Meta) -> bool:
    return any(part.has_levels for part in (meta, *(get_meta(field.options) for field in meta.table_fields)))


def reset_unwritable(doc: Any) -> None:
    """Put back the fields above the user's permission levels."""
    if doc.flags.ignore_permissions or local.flags.in_install or current_user() == "Administrator":
        return
    if not _has_levels(doc.meta):
        return
    levels = writable_levels(doc.meta, current_user())
    keep = set(doc.flags.ignore_permlevel_for_fields or ())
    stored = doc.__dict__.get("_doc_before_save") if not doc.is_new() else None
    _reset(doc, doc.meta, levels, keep, stored)
    if doc.is_new():
        return
    for field in doc.meta.table_fields:
        before = {row.name: row for row in (stored.get(field.fieldname) if stored else ())}
        for row in doc.get(field.fieldname):
            _reset(row, row.meta, levels, keep, before.get(row.name))


def _reset(doc: Any, meta: Any, levels: set[int], keep: set[str], stored: Any) -> None:
    blank = None
    for field in meta.fields_by_level:
        if field.permlevel in levels or field.fieldname in keep or field.fieldtype == "Section Break":
            continue
        if stored is not None:
            value = stored.get(field.fieldname)
        else:
            blank = blank if blank is not None else defaults_of(meta, doc)
            value = blank.get(field.fieldname)
        if field.fieldtype in ("Table", "Table MultiSelect"):
            doc.__dict__[field.fieldname] = value or []
        elif field.has_column:
            doc.__dict__[field.fieldname] = value
