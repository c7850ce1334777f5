"""Error Log: what went wrong, for System Managers (contract 8.15)."""

from __future__ import annotations

from frappe.context import local
from frappe.model.document import Document
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

LONGEST_TITLE = 140


class ErrorLog(Document):
    """One error."""

    def validate(self) -> None:
        title = cstr(self.method)
        if len(title) > LONGEST_TITLE:
            self.error = f"{title}\n{cstr(self.error)}"
            self.method = title[:LONGEST_TITLE]

    def onload(self) -> None:
        """Mark as seen when a form opens it; the request decides whether that is kept."""
        if not cint(self.seen) and self.name:
            self.db_set("seen", 1, update_modified=False)

    @staticmethod
    def clear_old_logs(days: int = 30) -> None:
        from frappe.core.doctype.log_settings.log_settings import delete_older_than

        delete_older_than("Error Log", days)


@whitelist(methods=["POST"])
def clear_error_logs() -> None:
    """Remove all errors."""
    only_for("System Manager")
    local.db.delete("Error Log")
