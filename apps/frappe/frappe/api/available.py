"""Endpoints of the contract that are not built yet: one table, one clear answer (docs/compatibility.md lists them)."""

from __future__ import annotations

from frappe.exceptions import NotAvailableYetError
from frappe.messages import _

NOT_YET = (
    "frappe.desk.query_report.",
    "frappe.integrations.",
    "frappe.website.",
    "frappe.www.",
    "frappe.utils.print_format.",
    "frappe.email.",
    "frappe.desk.calendar.",
    "frappe.desk.gantt.",
    "frappe.desk.doctype.kanban_board.",
    "frappe.desk.doctype.dashboard_chart.",
    "frappe.desk.doctype.number_card.",
    "frappe.core.doctype.data_import.",
    "frappe.core.doctype.communication.",
)


def check_available(name: str) -> None:
    """Raise NotAvailableYetError for an endpoint that is part of the contract and not built yet."""
    if name.startswith(NOT_YET):
        raise NotAvailableYetError(_("{0} is not available yet.").format(name))
