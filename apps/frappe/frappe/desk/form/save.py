"""What a form saves (contract 7.9): the document as the user sees it; a stale copy is refused."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.desk.form.load import docinfo
from frappe.exceptions import DataError, ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.conditions import through_door
from frappe.model.documents import get_doc
from frappe.model.sent import clean, shown
from frappe.rpc import whitelist
from frappe.utils import parse_json

ACTIONS = {"Save": 0, "Submit": 1, "Update": 1, "Cancel": 2}


@whitelist(methods=["POST"])
def savedocs(doc: str, action: str) -> None:
    """Insert, save, submit, update or cancel a document and return it."""
    if action not in ACTIONS:
        raise ValidationError(_("{0} is not an action of a form.").format(action))
    values = parse_json(doc)
    if not isinstance(values, dict) or not isinstance(values.get("doctype"), str):
        raise DataError(_("doc must be a document with its doctype."))
    saved = _new(values, action) if values.get("__islocal") else _stored(values, action)
    saved.run_method("onload")
    saved.apply_fieldlevel_read_permissions()
    local.response["docs"] = [saved.as_dict()]
    local.response["docinfo"] = docinfo(saved)


def _new(values: dict[str, Any], action: str) -> Any:
    meta = get_meta(values["doctype"])
    doc = get_doc({**clean(values, meta), "doctype": meta.name})
    if values.get("__newname"):
        doc.__dict__["__newname"] = str(values["__newname"])
    doc.name = None if not values.get("__newname") else values["__newname"]
    if values.get("amended_from"):
        doc.amended_from = values["amended_from"]
    _new_rows(doc)
    doc.docstatus = ACTIONS[action]
    return through_door(doc).insert()


def _new_rows(doc: Any) -> None:
    """Rows that the browser named are new rows."""
    for row in doc.get_all_children():
        if str(row.get("name") or "").startswith("new-") or row.get("__islocal"):
            row.name = None
            row.__dict__["__islocal"] = 1


def _stored(values: dict[str, Any], action: str) -> Any:
    meta = get_meta(values["doctype"])
    name = meta.name if meta.issingle else str(values.get("name") or "")
    doc = get_doc(meta.name, name, for_update=True)
    doc.update(clean({key: value for key, value in values.items() if key not in ("doctype", "name")}, meta))
    _new_rows(doc)
    if values.get("modified"):
        doc.modified = values["modified"]
    doc.docstatus = ACTIONS[action]
    return through_door(doc).save()


@whitelist(methods=["POST"])
def cancel(
    doctype: str, name: str, workflow_state_fieldname: str | None = None, workflow_state: str | None = None
) -> None:
    """Cancel a document."""
    doc = get_doc(doctype, name, for_update=True)
    if workflow_state_fieldname and workflow_state:
        doc.set(workflow_state_fieldname, workflow_state)
    doc.cancel()
    local.response["docs"] = [shown(doc)]


@whitelist(methods=["POST"])
def discard(doctype: str, name: str) -> None:
    """Give up a draft."""
    doc = get_doc(doctype, name, for_update=True)
    doc.discard()
    local.response["docs"] = [shown(doc)]
