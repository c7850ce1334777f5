"""Watch the limits of open tickets: status, warning, escalation at breach (C27)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from crm_suite.services import service_limits

DONE_STATES = ("Resolved", "Called Back", "Closed")


def watch_issues() -> int:
    """Set the status of tickets whose limits are near or over; escalate breached ones; return how many changed."""
    filters = {
        "workflow_state": ["not in", DONE_STATES],
        "service_level_agreement": ["is", "set"],
        "agreement_status": ["in", ["On Track", "Warning"]],
    }
    names = frappe.get_all("Issue", filters, pluck="name", order_by="resolve_by asc")
    return sum(_watch(frappe.get_doc("Issue", name)) for name in names)


def _watch(issue: Any) -> bool:
    agreement = frappe.get_cached_doc("Service Level Agreement", issue.service_level_agreement)
    status = service_limits.status_of(issue, agreement, now_datetime())
    if status == issue.agreement_status:
        return False
    values: dict[str, Any] = {"agreement_status": status}
    if status == "Breached" and not issue.is_escalated:
        service_limits.escalate(issue)
        values.update(
            is_escalated=1,
            escalated_on=issue.escalated_on,
            escalated_to=issue.escalated_to,
            escalate_by=issue.escalate_by,
        )
    issue.db_set(values)
    _tell(issue, status)
    return True


def _tell(issue: Any, status: str) -> None:
    users = {issue.responsible_person, issue.accepted_by, issue.escalated_to if status == "Breached" else None}
    for user in filter(None, users):
        frappe.get_doc(
            {
                "doctype": "Notification Log",
                "for_user": user,
                "type": "Alert",
                "subject": _("Ticket {0} {1}: {2}").format(issue.name, issue.subject, _(status)),
                "document_type": "Issue",
                "document_name": issue.name,
            }
        ).insert(ignore_permissions=True)
