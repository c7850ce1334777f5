"""How long logs are kept; a daily job removes what is older (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.localization import now_datetime
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.document import Document
from frappe.model.documents import get_single
from frappe.modules import get_hooks
from frappe.utils import add_days, cint

# Days that hold until someone chooses others.
DEFAULT_DAYS = {
    "Error Log": 30, "Activity Log": 90, "Access Log": 180, "Email Queue": 30, "Scheduled Job Log": 30,
    "Route History": 30, "View Log": 180, "Webhook Request Log": 30, "Integration Request": 90,
    "Data Import Log": 90, "Submission Queue": 30, "Prepared Report": 30, "Notification Log": 180,
    "Deleted Document": 365, "Permission Log": 365,
}  # fmt: skip


class LogSettings(Document):
    """The one record."""

    def validate(self) -> None:
        seen = set()
        for row in self.logs_to_clear:
            if row.ref_doctype in seen:
                raise ValidationError(_("{0} appears twice.").format(_(row.ref_doctype)), fieldname="logs_to_clear")
            if row.ref_doctype not in loggable_doctypes():
                raise ValidationError(_("{0} is not a log.").format(_(row.ref_doctype)), fieldname="logs_to_clear")
            seen.add(row.ref_doctype)
            row.days = max(cint(row.days), 1)

    def clear_logs(self) -> None:
        """Remove the rows that are too old."""
        for row in self.logs_to_clear:
            delete_older_than(row.ref_doctype, cint(row.days))

    def add_default_logtypes(self) -> None:
        """Add the logs that no row names yet, with their default days."""
        present = {row.ref_doctype for row in self.logs_to_clear}
        for doctype, days in loggable_doctypes().items():
            if doctype not in present and local.db.exists("DocType", doctype):
                self.append("logs_to_clear", {"ref_doctype": doctype, "days": days})


def loggable_doctypes() -> dict[str, int]:
    """Return the DocTypes that are logs, with their default days (hook ``default_log_clearing_doctypes``)."""
    found: dict[str, Any] = dict(DEFAULT_DAYS)
    for doctype, days in get_hooks("default_log_clearing_doctypes", {}).items():
        found[doctype] = cint(days[-1] if isinstance(days, list) else days)
    return found


def delete_older_than(doctype: str, days: int) -> None:
    """Remove the rows of a log older than that many days."""
    meta = get_meta(doctype)
    edge = add_days(now_datetime(), -days)
    for table in meta.table_fields:
        local.db.connection.execute(
            f"delete from `tab{table.options}` where `parenttype` = ? and `parent` in"
            f" (select `name` from `{meta.table_name}` where `creation` < ?)",
            (doctype, edge),
        )
    if not meta.table_fields:
        local.db.delete(doctype, {"creation": ["<", edge]})
        return
    local.db.connection.execute(f"delete from `{meta.table_name}` where `creation` < ?", (edge,))


def run_log_clean_up() -> None:
    """Remove old rows of all logs; the scheduler calls it each day."""
    settings = get_single("Log Settings")
    if not settings.logs_to_clear:
        settings.add_default_logtypes()
        settings.save(ignore_permissions=True)
    settings.clear_logs()


def has_unseen_error_log() -> bool:
    """Tell whether there is an error nobody has looked at."""
    return bool(local.db.get_all("Error Log", {"seen": 0}, pluck="name", limit=1))
