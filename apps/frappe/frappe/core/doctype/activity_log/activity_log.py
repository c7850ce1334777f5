"""Activity Log: who signed in and out, and what people did (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.localization import now
from frappe.model.document import Document
from frappe.model.documents import new_doc
from frappe.permissions import access_of


class ActivityLog(Document):
    """One act; never altered."""

    def before_insert(self) -> None:
        self.user = self.user or current_user()
        self.full_name = self.full_name or access_of(self.user).full_name
        self.communication_date = self.communication_date or now()
        if not self.ip_address:
            self.ip_address = local.__dict__.get("request_ip")

    def validate(self) -> None:
        if not self.status:
            self.status = "Linked" if self.reference_doctype and self.reference_name else "Success"

    @staticmethod
    def clear_old_logs(days: int = 90) -> None:
        from frappe.core.doctype.log_settings.log_settings import delete_older_than

        delete_older_than("Activity Log", days)


def add_authentication_log(subject: str, user: str, operation: str = "Login", status: str = "Success") -> None:
    """Write that someone signed in or out, or failed to."""
    values: dict[str, Any] = {"user": user, "status": status, "subject": subject[:140], "operation": operation}
    new_doc("Activity Log", **values).insert(ignore_permissions=True, ignore_links=True)
