"""To-dos: assigned work; the assignment shows on its document (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.permissions import AUTOMATIC_ROLES, access_of, require
from frappe.permissions import has_permission as may
from frappe.utils import cstr, dump_json_text, strip_html

READS = frozenset({"read", "select", "report", "print", "email", "export"})


class ToDo(Document):
    """One piece of work for one person."""

    def validate(self) -> None:
        self.assigned_by = self.assigned_by or current_user()
        self.allocated_to = self.allocated_to or (current_user() if not self.reference_name else None)
        self.assigned_by_full_name = access_of(self.assigned_by).full_name
        self.check_may_refer()
        self.note_change()

    def check_may_refer(self) -> None:
        """A to-do shows on its document: naming one needs the right to read it."""
        before = self.get_doc_before_save()
        same = before is not None and _reference(before) == _reference(self)
        if same or self.flags.ignore_permissions or not _is_stored(*_reference(self)):
            return
        require(self.reference_type, "read", self.reference_name)

    def note_change(self) -> None:
        """Remember what the document's history should tell."""
        before = self.get_doc_before_save()
        ended = before is not None and before.status != self.status and self.status in ("Closed", "Cancelled")
        if self.reference_type and ended:
            by, to = current_user(), cstr(self.allocated_to)
            if self.status == "Cancelled":
                text = _("removed the assignment of {0}").format(access_of(to).full_name if to else "-")
            elif by == to:
                text = _("completed the assignment")
            else:
                text = _("closed the assignment of {0}").format(access_of(to).full_name if to else "-")
            self.flags.history = text

    def on_update(self) -> None:
        text = self.flags.pop("history", None)
        if text:
            self.add_assign_comment(text)
        self.update_in_reference()
        before = self.get_doc_before_save()
        if before is not None and _reference(before) != _reference(self):
            update_assigned(before.reference_type, before.reference_name)

    def add_assign_comment(self, text: str) -> None:
        if _is_stored(self.reference_type, self.reference_name):
            get_doc(self.reference_type, self.reference_name).add_comment("Assignment Completed", text)

    def after_delete(self) -> None:
        self.update_in_reference()

    def update_in_reference(self) -> None:
        update_assigned(self.reference_type, self.reference_name)

    def get_feed(self) -> str:
        return strip_html(cstr(self.description))[:140]

    @classmethod
    def get_owners(cls, filters: Any = None) -> list[str]:
        """Return to whom matching to-dos are allocated."""
        rows = local.db.get_all("ToDo", filters=filters, pluck="allocated_to")
        return [str(user) for user in rows if user]


def update_assigned(doctype: str | None, name: str | None) -> None:
    """Write who is assigned to a document into its ``_assign``."""
    if not _is_stored(doctype, name):
        return
    filters = {"reference_type": doctype, "reference_name": name, "status": ["not in", ["Cancelled", "Closed"]]}
    users = local.db.get_all("ToDo", filters, pluck="allocated_to", order_by="creation asc")
    names = [user for user in dict.fromkeys(users) if user]
    text = dump_json_text(names) if names else None
    if get_meta(str(doctype)).issingle:
        return
    local.db.set_value(str(doctype), name, {"_assign": text}, update_modified=False)


def _reference(todo: Any) -> tuple[Any, Any]:
    return todo.reference_type, todo.reference_name


def _is_stored(doctype: str | None, name: str | None) -> bool:
    if not (doctype and name):
        return False
    meta = find_meta(doctype)
    if meta is None or meta.istable or meta.issingle or meta.is_virtual:
        return False
    return bool(local.db.exists(doctype, name))


def manages_all(user: str) -> bool:
    """Tell whether a role other than the automatic ones gives the user to-dos of everyone."""
    roles = access_of(user).roles - AUTOMATIC_ROLES
    return any(row.role in roles and row.read and not row.if_owner for row in get_meta("ToDo").permissions)


def permission_query_conditions(user: str) -> Any:
    """A user sees what is for or from him, unless a role of his may read all (contract 8.15)."""
    if manages_all(user):
        return None
    own = "`tabToDo`.`allocated_to` = ? or `tabToDo`.`assigned_by` = ? or `tabToDo`.`owner` = ?"
    return f"({own})", (user, user, user)


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """One's own; reading also with the document it is about."""
    if ptype == "create" or manages_all(user):
        return True
    if user in (doc.get("allocated_to"), doc.get("assigned_by"), doc.get("owner")):
        return True
    doctype, name = doc.get("reference_type"), doc.get("reference_name")
    return ptype in READS and _is_stored(doctype, name) and bool(may(doctype, "read", name, user))


def new_todo(description: str) -> Any:
    """Write a to-do for the acting user."""
    return get_doc({"doctype": "ToDo", "description": description, "allocated_to": current_user()}).insert()
