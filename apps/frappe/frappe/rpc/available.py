"""Endpoints of the contract that are not built yet: one table, one clear answer (docs/compatibility.md lists them)."""

from __future__ import annotations

from frappe.exceptions import NotAvailableYetError
from frappe.messages import _

NOT_YET = (
    "frappe.desk.query_report.background_enqueue_run",
    "frappe.integrations.",
    "frappe.website.",
    "frappe.www.",
    "frappe.utils.print_format.",
    "frappe.printing.",
    "frappe.automation.",
    "frappe.email.doctype.auto_email_report.",
    "frappe.email.doctype.newsletter.",
    "frappe.desk.calendar.",
    "frappe.desk.gantt.",
    "frappe.desk.doctype.kanban_board.",
    "frappe.desk.doctype.dashboard",
    "frappe.desk.doctype.number_card.",
)


def check_available(name: str) -> None:
    """Raise NotAvailableYetError for an endpoint that is part of the contract and not built yet."""
    if name.startswith(NOT_YET):
        raise NotAvailableYetError(_("{0} is not available yet.").format(name))
