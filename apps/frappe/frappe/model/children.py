"""Child rows: their parent references and names, and writing what changed of them."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.metadata import get_meta
from frappe.model import naming
from frappe.model.docstatus import DocStatus
from frappe.records import delete_rows, upsert_rows


def set_parents(doc: Any) -> None:
    """Give every row its parent, position, docstatus and a name.

    A name that is not one of this document's stored rows is not believed: it may be the row of another document.
    """
    keeps_names = bool(local.flags.in_import)
    stored = doc.__dict__.get("_doc_before_save")
    for field in doc.meta.table_fields:
        known = {row.name for row in stored.get(field.fieldname)} if stored else set()
        for index, row in enumerate(doc.__dict__.get(field.fieldname) or (), start=1):
            own = row.__dict__
            own["parent"], own["parenttype"], own["parentfield"] = doc.name, doc.doctype, field.fieldname
            own["idx"] = index
            own["docstatus"] = DocStatus(doc.__dict__.get("docstatus") or 0)
            if not own.get("name") or not (keeps_names or own["name"] in known or row.flags.name_set):
                naming.set_new_name(row)
                row.flags.name_set = True


def write(doc: Any, *, stored: Any) -> None:
    """Write the rows of all child tables: one statement a child DocType, one more where rows went away."""
    if doc.meta.is_virtual:
        return
    for child, fieldnames in _tables_by_child(doc).items():
        meta = get_meta(child)
        if meta.is_virtual:
            continue
        rows = [row for name in fieldnames for row in doc.__dict__.get(name) or ()]
        before = {row.name: row for name in fieldnames for row in (stored.get(name) if stored else ())}
        _delete_missing(doc, meta, rows, before)
        changed = [row.get_valid_dict() for row in rows if _is_changed(row, before.get(row.name))]
        if changed:
            upsert_rows(meta, changed)


def _tables_by_child(doc: Any) -> dict[str, list[str]]:
    ignored = doc.flags.ignore_children_type or ()
    tables: dict[str, list[str]] = {}
    for field in doc.meta.table_fields:
        if field.options not in ignored:
            tables.setdefault(field.options, []).append(field.fieldname)
    return tables


def _delete_missing(doc: Any, meta: Any, rows: list[Any], before: dict[str, Any]) -> None:
    kept = {row.name for row in rows}
    gone = [name for name in before if name not in kept]
    if gone:
        delete_rows(meta, {"name": ["in", gone], "parent": doc.name, "parenttype": doc.doctype})


def _is_changed(row: Any, before: Any) -> bool:
    if before is None or row.is_new():
        return True
    own, old = row.__dict__, before.__dict__
    return any(
        own.get(column) != old.get(column) for column in row.meta.columns if column not in ("modified", "modified_by")
    )


def drop_double_rows(doc: Any, table: str, *fieldnames: str) -> None:
    """Take away the rows of a table whose values stand in an earlier row already."""
    seen = set()
    for row in list(doc.get(table) or ()):
        key = tuple(row.get(fieldname) for fieldname in fieldnames)
        if key in seen:
            doc.remove(row)
        seen.add(key)
