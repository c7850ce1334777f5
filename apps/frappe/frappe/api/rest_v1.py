"""REST v1: ``/api/resource`` (contract 7.2)."""

from __future__ import annotations

from typing import Any

from frappe.api.rpc import call_on_document
from frappe.context import local
from frappe.exceptions import DataError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.conditions import through_door
from frappe.model.documents import get_doc, new_doc
from frappe.model.permitted_list import get_http_list
from frappe.model.sent import clean, list_arguments, parse, shown
from frappe.permissions import has_permission
from frappe.utils.numbers import sbool

SENT_ALONG = ("cmd", "run_method", "flags", "ignore_permissions", "csrf_token", "doctype", "sid", "_lang")


def get_list(doctype: str) -> list[Any]:
    """GET a list."""
    form = local.form_dict
    rows = get_http_list(doctype, **list_arguments(form))
    if form.get("as_dict") is not None and not sbool(form.get("as_dict")):
        return [list(row.values()) for row in rows]
    return list(rows)


def body_of(doctype: str) -> dict[str, Any]:
    """Return the document's values that were sent: the body, or ``data`` as JSON."""
    form = local.form_dict
    values = parse(form.get("data"), name="data") if set(form) & {"data"} and len(form) <= 2 else dict(form)
    if not isinstance(values, dict):
        raise DataError(_("The body must be an object of field names and values."))
    return {key: value for key, value in values.items() if key not in SENT_ALONG}


def create(doctype: str) -> Any:
    """POST a new document."""
    meta = get_meta(doctype)
    values = body_of(doctype)
    values.pop("name", None) if not (meta.autoname or "").lower().startswith(("prompt", "uuid")) else None
    doc = get_doc({**clean(values, meta), "doctype": meta.name})
    through_door(doc).insert()
    return shown(doc)


def read(doctype: str, name: str) -> Any:
    """GET a document; ``run_method`` calls one of its methods."""
    doc = get_doc(doctype, name)
    doc.check_permission("read")
    method = local.form_dict.pop("run_method", None)
    if method:
        return call_on_document(doc, str(method), dict(local.form_dict))
    return shown(doc)


def update(doctype: str, name: str) -> Any:
    """PUT values into a document; tables that are sent are replaced, others stay (12.7)."""
    doc = get_doc(doctype, name, for_update=True)
    values = body_of(doctype)
    for key in ("modified", "name"):  # a new name is a rename
        values.pop(key, None)
    doc.update(clean(values, doc.meta))
    through_door(doc).save()
    if doc.meta.istable and doc.get("parenttype"):
        get_doc(doc.parenttype, doc.parent).save()
    return shown(doc)


def delete(doctype: str, name: str) -> Any:
    """DELETE a document."""
    doc = get_doc(doctype, name)
    doc.delete()
    local.response["http_status_code"] = 202
    return "ok"


def run(doctype: str, name: str) -> Any:
    """POST with ``run_method``: call a method of a document."""
    method = local.form_dict.pop("run_method", None)
    if not method:
        return update(doctype, name)
    doc = get_doc(doctype, name, for_update=True)
    doc.check_permission("write")
    return call_on_document(doc, str(method), dict(local.form_dict))


def make_new(doctype: str) -> Any:
    """Return a new document with its defaults, unsaved."""
    has_permission(doctype, "create", throw=True)
    return new_doc(doctype).as_dict()
