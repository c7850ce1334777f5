"""Assign documents to people: a ToDo for each, and access for who has none (contract 4.7, 7.9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.documents import get_doc, new_doc
from frappe.model.sent import record
from frappe.permissions import access_of, has_permission
from frappe.rpc import whitelist
from frappe.share import add_docshare
from frappe.types import _dict
from frappe.utils import parse_json

MOST = 500
TODO_VALUES = ("description", "priority", "date")
TRUSTED_VALUES = (*TODO_VALUES, "assignment_rule", "assigned_by")


@whitelist(methods=["GET", "POST"])
def get(args: Any = None, doctype: str | None = None, name: str | None = None) -> list[_dict]:
    """Return the open assignments of a document: owner, name, description."""
    values = _arguments(args, doctype=doctype, name=name)
    has_permission(values.doctype, "read", values.name, throw=True)
    return _open_assignments(values.doctype, values.name)


def _open_assignments(doctype: str, name: Any) -> list[_dict]:
    fields = ["name", "allocated_to as owner", "description", "status"]
    return list(local.db.get_all("ToDo", _of(doctype, name), fields, order_by="creation asc", limit=5))


def _of(doctype: str, name: Any, **more: Any) -> dict[str, Any]:
    return {"reference_type": doctype, "reference_name": str(name), "status": "Open", **more}


@whitelist(methods=["POST"])
def add(
    args: Any = None,
    doctype: str | None = None,
    name: str | None = None,
    assign_to: Any = None,
    description: str | None = None,
    priority: str | None = None,
    date: str | None = None,
    *,
    ignore_permissions: bool = False,
) -> list[_dict]:
    """Assign a document to users, by arguments or as a dict of them; return its open assignments.

    Who assigns needs read on the document. A user who may not read it gets a share; for that the one who assigns needs
    write on the document or the right to share it.
    """
    values = _arguments(args, doctype=doctype, name=name, assign_to=assign_to, description=description,
                        priority=priority, date=date)  # fmt: skip
    doc = get_doc(values.doctype, values.name)
    if not ignore_permissions:
        doc.check_permission("read")
    for user in _users(values.assign_to):
        _assign(doc, user, values, ignore_permissions=ignore_permissions)
    return _open_assignments(doc.doctype, doc.name)


def _arguments(args: Any, **given: Any) -> _dict:
    """Return the arguments given one by one or as a dict (or its JSON)."""
    found = parse_json(args) if isinstance(args, str) else args
    values = _dict(found if isinstance(found, Mapping) else {})
    values.update({key: value for key, value in given.items() if value is not None})
    if not isinstance(values.doctype, str) or not isinstance(values.name, (str, int)):
        raise ValidationError(_("doctype and name of the document are needed."))
    return values


def _users(assign_to: Any) -> list[str]:
    found = parse_json(assign_to) if isinstance(assign_to, str) and assign_to.startswith("[") else assign_to
    users = [found] if isinstance(found, str) else list(found or ())
    if not users or not all(isinstance(user, str) and user for user in users) or len(users) > MOST:
        raise ValidationError(_("Choose the users to assign to."), fieldname="assign_to")
    known = set(local.db.get_all("User", {"name": ["in", users], "enabled": 1}, pluck="name"))
    missing = [user for user in users if user not in known]
    if missing:
        raise ValidationError(_("User {0} does not exist or is disabled.").format(missing[0]), fieldname="assign_to")
    return list(dict.fromkeys(users))


def _assign(doc: Any, user: str, values: _dict, *, ignore_permissions: bool) -> None:
    if local.db.exists("ToDo", _of(doc.doctype, doc.name, allocated_to=user)):
        return
    _give_access(doc, user, ignore_permissions=ignore_permissions)
    taken = TRUSTED_VALUES if ignore_permissions else TODO_VALUES
    more = {key: values.get(key) for key in taken if values.get(key)}
    more.setdefault("description", _("Assignment for {0} {1}").format(_(doc.doctype), doc.name))
    todo = {"allocated_to": user, "reference_type": doc.doctype, "reference_name": str(doc.name), **more}
    new_doc("ToDo", **todo).insert(ignore_permissions=True)
    doc.add_comment("Assigned", _("assigned {0}").format(access_of(user).full_name))
    _tell(doc, user, _("{0} assigned {1} {2} to you"))


def _give_access(doc: Any, user: str, *, ignore_permissions: bool) -> None:
    if has_permission(doc.doctype, "read", doc, user):
        return
    trusted = ignore_permissions or has_permission(doc.doctype, "write", doc)
    add_docshare(doc.doctype, doc.name, user, flags={"ignore_share_permission": True} if trusted else None)


def _tell(doc: Any, user: str, text: str) -> None:
    if user == current_user() or not local.db.table_exists("Notification Log"):
        return
    subject = text.format(access_of(current_user()).full_name, _(doc.doctype), doc.get_title())
    new_doc(
        "Notification Log", type="Assignment", for_user=user, from_user=current_user(), subject=subject,
        document_type=doc.doctype, document_name=str(doc.name),
    ).insert(ignore_permissions=True)  # fmt: skip


@whitelist(methods=["POST"])
def add_multiple(
    args: Any = None, doctype: str | None = None, name: Any = None, assign_to: Any = None, **more: Any
) -> None:
    """Assign many documents: ``name`` is a list of names."""
    values = _dict(record(args, name="args") if args else {})
    values.update(
        {k: v for k, v in {"doctype": doctype, "name": name, "assign_to": assign_to, **more}.items() if v is not None}
    )
    for one in _names(values.name):
        add({**values, "name": one})


def _names(names: Any) -> list[Any]:
    found = parse_json(names) if isinstance(names, str) else names
    if not isinstance(found, Iterable) or isinstance(found, (str, Mapping)):
        raise ValidationError(_("A list of document names is needed."))
    found = list(found)
    if len(found) > MOST or not all(isinstance(name, (str, int)) for name in found):
        raise ValidationError(_("At most {0} at once.").format(MOST))
    return found


@whitelist(methods=["POST"])
def remove(doctype: str, name: str, assign_to: str, *, ignore_permissions: bool = False) -> list[_dict]:
    """Take an assignment back."""
    return set_status(doctype, name, assign_to=assign_to, status="Cancelled", ignore_permissions=ignore_permissions)


@whitelist(methods=["POST"])
def remove_multiple(doctype: str, names: Any, *, ignore_permissions: bool = False) -> None:
    """Take all assignments of many documents back."""
    for name in _names(names):
        clear(doctype, name, ignore_permissions=ignore_permissions)


@whitelist(methods=["POST"])
def close(doctype: str, name: str, assign_to: str, *, ignore_permissions: bool = False) -> list[_dict]:
    """Close one's own assignment."""
    if assign_to != current_user() and not ignore_permissions:
        raise NoPermission(_("Only the assignee can complete this to-do."))
    return set_status(doctype, name, assign_to=assign_to, status="Closed", ignore_permissions=ignore_permissions)


def close_all_assignments(doctype: str, name: Any, *, ignore_permissions: bool = False) -> bool:
    """Close every open assignment of a document; tell whether there were any."""
    return _end_all(doctype, name, "Closed", ignore_permissions=ignore_permissions)


def clear(doctype: str, name: Any, *, ignore_permissions: bool = False) -> bool:
    """Take every assignment of a document back; tell whether there were any."""
    return _end_all(doctype, name, "Cancelled", ignore_permissions=ignore_permissions)


def _end_all(doctype: str, name: Any, status: str, *, ignore_permissions: bool) -> bool:
    users = local.db.get_all("ToDo", _of(doctype, name), pluck="allocated_to")
    for user in users:
        set_status(doctype, name, assign_to=user, status=status, ignore_permissions=ignore_permissions)
    return bool(users)


def set_status(
    doctype: str,
    name: Any,
    todo: str | None = None,
    assign_to: str | None = None,
    status: str = "Cancelled",
    *,
    ignore_permissions: bool = False,
) -> list[_dict]:
    """End an assignment; the assignee, who assigned it, and who may write the document may do so."""
    doc = get_doc(doctype, name)
    filters = _of(doctype, name, **({"name": todo} if todo else {"allocated_to": assign_to}))
    for found in local.db.get_all("ToDo", filters, pluck="name"):
        entry = get_doc("ToDo", found)
        if not ignore_permissions and current_user() not in (entry.allocated_to, entry.assigned_by):
            doc.check_permission("write")
        entry.status = status
        entry.save(ignore_permissions=True)
        ended = _("completed the assignment of {0}") if status == "Closed" else _("removed the assignment of {0}")
        doc.add_comment("Assignment Completed", ended.format(access_of(entry.allocated_to).full_name))
    return _open_assignments(doctype, name) if ignore_permissions or has_permission(doctype, "read", doc) else []
