"""User types: System User, Website User, and types of one's own that see only certain DocTypes (contract 8.15)."""

from __future__ import annotations

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import new_doc

RIGHTS = ("read", "write", "create", "submit", "cancel", "amend", "delete", "email", "share", "print")


class UserType(Document):
    """One type."""

    def validate(self) -> None:
        if self.is_standard:
            return
        if not self.role:
            raise ValidationError(_("Choose the role of the user type."), fieldname="role")
        if self.role in ("Administrator", "System Manager", "All", "Guest", "Desk User"):
            raise ValidationError(
                _("Role {0} cannot be the role of a user type.").format(_(self.role)), fieldname="role"
            )

    def on_update(self) -> None:
        if not self.is_standard:
            self.write_rules()
        invalidate()

    def write_rules(self) -> None:
        """Give the type's role exactly the rights of its rows."""
        from frappe.core.permission_rules import setup_custom_perms

        for row in self.user_doctypes:
            setup_custom_perms(row.document_type)
            local.db.delete("Custom DocPerm", {"parent": row.document_type, "role": self.role})
            rights = {right: row.get(right) or 0 for right in RIGHTS}
            doc = new_doc("Custom DocPerm", **{"parent": row.document_type, "role": self.role, **rights})
            doc.insert(ignore_permissions=True)

    def on_trash(self) -> None:
        if self.is_standard:
            raise ValidationError(_("Standard user type {0} can not be deleted.").format(self.name))
        if local.db.exists("User", {"user_type": self.name}):
            raise ValidationError(_("User type {0} has users.").format(self.name))

    def after_delete(self) -> None:
        invalidate()
