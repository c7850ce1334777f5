"""REST v1: ``/api/resource`` (contract 7.2)."""

from __future__ import annotations

import json
from typing import Any

from frappe.api.rpc import call_on_document
from frappe.context import local
from frappe.exceptions import DataError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.documents import get_doc, new_doc
from frappe.model.permitted_list import get_http_list
from frappe.permissions import has_permission
from frappe.utils.numbers import cint, sbool

SENT_ALONG = ("cmd", "run_method", "flags", "ignore_permissions", "csrf_token", "doctype", "sid", "_lang")


def parse(value: Any, *, name: str) -> Any:
    """Return JSON text as its value; what is no JSON stays text."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text[:1] not in ("[", "{", '"'):
        return value
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(_("{0} is not valid JSON.").format(name)) from error


def list_arguments(form: Any, *, start: str = "limit_start") -> dict[str, Any]:
    """Return the arguments of a list request, checked."""
    out: dict[str, Any] = {
        "fields": parse(form.get("fields"), name="fields"),
        "filters": parse(form.get("filters"), name="filters"),
        "or_filters": parse(form.get("or_filters"), name="or_filters"),
        "start": cint(form.get(start) or form.get("start")),
        "limit": cint(
            form.get("limit_page_length") if form.get("limit_page_length") is not None else form.get("limit", 20)
        ),
        "parent_doctype": text_of(form, "parent"),
    }
    for key in ("order_by", "group_by"):
        if form.get(key):
            out[key] = text_of(form, key)
    return out


def text_of(form: Any, key: str) -> str | None:
    value = form.get(key)
    if value is not None and not isinstance(value, str):
        raise DataError(_("{0} must be text.").format(key))
    return value


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
    doc.insert()
    return shown(doc)


PROTECTED = (
    "owner",
    "creation",
    "modified_by",
    "idx",
    "docstatus",
    "parent",
    "parenttype",
    "parentfield",
    "__islocal",
    "__unsaved",
    "_action",
    "_doc_before_save",
    "_meta",
    "_user_tags",
    "_comments",
    "_assign",
    "_liked_by",
    "_seen",
)


def clean(values: dict[str, Any], meta: Any) -> dict[str, Any]:
    """Return what a caller may set: no system fields; docstatus 1 on a new submittable document is a submit."""
    allowed = {key: value for key, value in values.items() if key not in PROTECTED and not key.startswith("_")}
    if meta.is_submittable and cint(values.get("docstatus")) in (1, 2):
        allowed["docstatus"] = cint(values["docstatus"])
    return allowed


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
    values.pop("modified", None)
    doc.update(clean(values, doc.meta))
    doc.save()
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


def shown(doc: Any) -> Any:
    """Return a document as its reader may see it."""
    doc.apply_fieldlevel_read_permissions()
    return doc.as_dict()


def make_new(doctype: str) -> Any:
    """Return a new document with its defaults, unsaved."""
    has_permission(doctype, "create", throw=True)
    return new_doc(doctype).as_dict()
