"""Mark offers as expired whose time is over."""

from __future__ import annotations

import frappe
from frappe.utils import nowdate

OPEN_STATES = ("Approved", "Sent", "Viewed")


def expire_quotations() -> int:
    """Set the state Expired on approved offers after their last day; return how many."""
    filters = {"docstatus": 1, "workflow_state": ["in", OPEN_STATES], "valid_till": ["<", nowdate()]}
    names = frappe.get_all("Quotation", filters, pluck="name")
    for name in names:
        doc = frappe.get_doc("Quotation", name)
        doc.db_set("workflow_state", "Expired")
        doc.add_comment("Workflow", "Expired")
    return len(names)
