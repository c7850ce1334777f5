"""What hangs on a document by links: the "Connections", and what must be cancelled first (contract 7.9)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import DataError, ValidationError
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.model.documents import get_doc
from frappe.model.links import LinkSource, linked_documents, sources_of
from frappe.model.permitted_list import get_list
from frappe.model.sent import listed
from frappe.permissions import has_permission
from frappe.rpc import whitelist

MOST = 500


@whitelist()
def get_linked_doctypes(
    doctype: str, without_ignore_user_permissions_enabled: bool = False
) -> dict[str, dict[str, Any]]:
    """Return the DocTypes that link to one, which the user may read, with the fields that do."""
    get_meta(doctype)
    found: dict[str, dict[str, Any]] = {}
    for source in sources_of(doctype):
        meta = find_meta(source.doctype)
        if meta is None or source.is_single or meta.is_virtual:
            continue
        field = meta.get_field(source.fieldname)
        if without_ignore_user_permissions_enabled and field is not None and field.ignore_user_permissions:
            continue
        for parent in _owners(source):
            if not has_permission(parent, "read"):
                continue
            entry = found.setdefault(parent, {"fieldname": []})
            if source.fieldname not in entry["fieldname"]:
                entry["fieldname"].append(source.fieldname)
            if source.is_child:
                entry["child_doctype"] = source.doctype
            if source.dynamic_type_field:
                entry["doctype_fieldname"] = source.dynamic_type_field
    return found


def _owners(source: LinkSource) -> list[str]:
    """Return the DocTypes whose documents hold a field: its own, or those with its child table."""
    if not source.is_child:
        return [source.doctype]
    return sorted({other.doctype for other in _tables_of(source.doctype)})


def _tables_of(child: str) -> list[Any]:
    rows = local.db.get_all(
        "DocField", {"fieldtype": ["in", ["Table", "Table MultiSelect"]], "options": child}, ["parent as doctype"]
    )
    return [row for row in rows if find_meta(row.doctype) is not None]


@whitelist()
def get(doctype: str, docname: str) -> dict[str, list[Any]]:
    """Return the permitted documents that link to a document, by DocType."""
    has_permission(doctype, "read", docname, throw=True)
    names: dict[str, set[str]] = {}
    for other, name, _source, _docstatus in linked_documents(doctype, docname, submitted_only=False):
        names.setdefault(other, set()).add(str(name))
    out: dict[str, list[Any]] = {}
    for other, found in names.items():
        meta = find_meta(other)
        if meta is None or meta.issingle or not has_permission(other, "read"):
            continue
        title = meta.get_title_field()
        fields = list(dict.fromkeys(["name", "modified", "docstatus", title]))
        rows = get_list(other, filters={"name": ["in", sorted(found)]}, fields=fields, limit=MOST)
        if rows:
            out[other] = list(rows)
    return out


@whitelist()
def get_submitted_linked_docs(
    doctype: str, name: str, ignore_doctypes_on_cancel_all: str | list[str] | None = None
) -> dict[str, Any]:
    """Return the submitted documents that link to a document, directly or through others."""
    has_permission(doctype, "read", name, throw=True)
    ignored = _ignored(ignore_doctypes_on_cancel_all)
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    waiting = [(doctype, name)]
    while waiting and len(seen) < MOST:
        for other, found, _source, docstatus in linked_documents(*waiting.pop(0), submitted_only=True):
            key = (other, str(found))
            if other in ignored or key in seen or key == (doctype, name):
                continue
            if has_permission(other, "read", str(found)):
                seen[key] = {"doctype": other, "name": str(found), "docstatus": docstatus}
                waiting.append(key)
    return {"docs": list(seen.values()), "count": len(seen)}


def _ignored(doctypes: str | list[str] | None) -> set[str]:
    return {str(doctype) for doctype in listed(doctypes, name="ignore_doctypes_on_cancel_all")} if doctypes else set()


@whitelist(methods=["POST"])
def cancel_all_linked_docs(
    docs: str | list[dict[str, Any]], ignore_doctypes_on_cancel_all: str | list[str] | None = None
) -> None:
    """Cancel documents, the last of the list first; all or none."""
    wanted = listed(docs, name="docs")
    if not all(isinstance(row, dict) for row in wanted):
        raise DataError(_("docs must be a list of at most {0} documents.").format(MOST))
    ignored = _ignored(ignore_doctypes_on_cancel_all)
    if len(wanted) > MOST:
        raise ValidationError(_("At most {0} at once.").format(MOST))
    for row in reversed(wanted):
        if row.get("doctype") in ignored:
            continue
        doc = get_doc(str(row.get("doctype")), str(row.get("name")), for_update=True)
        if doc.docstatus == 1:
            doc.cancel()
