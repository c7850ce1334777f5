"""Notes: private to their owner, or public; a public one may be shown at sign-in (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.localization import getdate, nowdate
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.rpc import whitelist
from frappe.utils import add_days, cint

READS = frozenset({"read", "select", "print", "email", "report", "export"})


class Note(Document):
    """One note."""

    def validate(self) -> None:
        if not cint(self.public):
            self.notify_on_login = self.notify_on_every_login = 0
        if cint(self.notify_on_login) and not self.expire_notification_on:
            self.expire_notification_on = add_days(nowdate(), 7)

    def before_print(self, print_settings: Any = None) -> None:
        self.print_heading = self.name
        self.sub_heading = ""

    def mark_seen_by(self, user: str) -> None:
        """Note that a user saw the note."""
        if user not in {row.user for row in self.seen_by}:
            self.append("seen_by", {"user": user})


@whitelist(methods=["POST"])
def mark_as_seen(note: str) -> None:
    """Note that the acting user saw a note."""
    doc = get_doc("Note", note)
    doc.check_permission("read")
    doc.mark_seen_by(current_user())
    doc.flags.ignore_version = True
    doc.save(ignore_permissions=True)


@whitelist()
def get_notes_for_login() -> list[Any]:
    """Return the public notes that the acting user should see now."""
    filters = {"public": 1, "notify_on_login": 1}
    rows = local.db.get_all(
        "Note", filters, ["name", "title", "content", "notify_on_every_login", "expire_notification_on"]
    )
    today = getdate()
    seen = set(local.db.get_all("Note Seen By", {"user": current_user(), "parenttype": "Note"}, pluck="parent"))
    return [
        row
        for row in rows
        if (not row.expire_notification_on or row.expire_notification_on > today)
        and (row.notify_on_every_login or row.name not in seen)
    ]


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Public ones are read by all; changing is for the owner."""
    if user == "Administrator" or ptype == "create" or doc.get("owner") == user:
        return True
    return bool(cint(doc.get("public"))) and ptype in READS


def permission_query_conditions(user: str) -> Any:
    """Public notes and one's own."""
    return None if user == "Administrator" else ("(`tabNote`.`public` = 1 or `tabNote`.`owner` = ?)", (user,))
