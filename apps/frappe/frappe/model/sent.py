"""What the network sends: JSON in parameters, the arguments of lists, the values of documents."""

from __future__ import annotations

import json
from typing import Any

from frappe.exceptions import DataError
from frappe.messages import _
from frappe.utils.numbers import cint

PROTECTED = frozenset(
    "owner creation modified_by idx docstatus parent parenttype parentfield __islocal "
    "__unsaved _action _doc_before_save _meta _user_tags _comments _assign _liked_by _seen".split()
)


def clean(values: dict[str, Any], meta: Any) -> dict[str, Any]:
    """Return what a caller may set: no system fields; docstatus 1 on a new submittable document is a submit.

    ``parent`` is an ordinary field where a DocType declares it and is no child table (Custom DocPerm).
    """
    allowed = {key: value for key, value in values.items() if key not in PROTECTED and not key.startswith("_")}
    if "parent" in values and not meta.istable and "parent" in meta.field_map:
        allowed["parent"] = values["parent"]
    if meta.is_submittable and cint(values.get("docstatus")) in (1, 2):
        allowed["docstatus"] = cint(values["docstatus"])
    return allowed


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


def listed(value: Any, *, name: str) -> list[Any]:
    """Return a list that was sent as such or as JSON text.

    Raises:
        DataError: it is none.
    """
    found = _read(value, name)
    if not isinstance(found, list):
        raise DataError(_("{0} must be a list.").format(name))
    return found


def record(value: Any, *, name: str) -> dict[str, Any]:
    """Return an object that was sent as such or as JSON text.

    Raises:
        DataError: it is none.
    """
    found = _read(value, name)
    if not isinstance(found, dict):
        raise DataError(_("{0} must be an object.").format(name))
    return found


def _read(value: Any, name: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
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


def shown(doc: Any) -> Any:
    """Return a document as its reader may see it."""
    doc.apply_fieldlevel_read_permissions()
    return doc.as_dict()
