"""Role profiles: a set of roles that users take over (contract 8.15)."""

from __future__ import annotations

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_doc


class RoleProfile(Document):
    """One profile; its name is its title."""

    def validate(self) -> None:
        seen = set()
        for row in list(self.roles):
            if not row.role or row.role in seen:
                self.remove(row)
            seen.add(row.role)

    def on_update(self) -> None:
        """Bring the users of the profile up to date."""
        if self.get_doc_before_save() is not None:
            update_users(self.users())
        invalidate()

    def users(self) -> list[str]:
        filters = {"role_profile": self.name, "parenttype": "User"}
        return list(dict.fromkeys(local.db.get_all("User Role Profile", filters, pluck="parent")))

    def on_trash(self) -> None:
        users = self.users()
        if users:
            text = _("Role Profile {0} is used by {1} users. Take it from them first.").format(self.name, len(users))
            raise ValidationError(text)

    def after_delete(self) -> None:
        invalidate()


def update_users(names: list[str]) -> None:
    """Save users so that they take the roles of their profiles."""
    for name in names:
        doc = get_doc("User", name, for_update=True)
        doc.save(ignore_permissions=True)
