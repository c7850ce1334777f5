"""Trading flag, recycle bin and merge of customers."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from crm_suite.api.sent import stored_document

AFFAIRS_ROLES = ("General Affairs", "System Manager")


@frappe.whitelist(methods=["POST"])
def mark_trading(doc: str | dict[str, Any]) -> Any:
    """Turn a potential customer into a trading one. Only General Affairs (S15.6)."""
    customer = _load(doc)
    _require_affairs(_("Only General Affairs may mark a trading customer."))
    customer.check_permission("write")
    customer.is_trading_customer = 1
    customer.save()
    customer.add_comment("Info", _("Marked as trading customer"))
    return customer


@frappe.whitelist(methods=["POST"])
def recycle(doc: str | dict[str, Any]) -> Any:
    """Put a customer into the recycle bin, where links and searches leave it out. Needs write."""
    customer = _load(doc)
    customer.check_permission("write")
    customer.update({"disabled": 1, "recycled_by": frappe.session.user, "recycled_on": now_datetime()})
    customer.save()
    return customer


@frappe.whitelist(methods=["POST"])
def restore(doc: str | dict[str, Any]) -> Any:
    """Take a customer out of the recycle bin. Needs write."""
    customer = _load(doc)
    customer.check_permission("write")
    customer.update({"disabled": 0, "recycled_by": None, "recycled_on": None})
    customer.save()
    return customer


@frappe.whitelist(methods=["POST"])
def merge_customers(removed: str, kept: str) -> str:
    """Merge one customer into another and return the one that stays; links follow. Only General Affairs (S13.5)."""
    _require_affairs(_("Only General Affairs may merge customers."))
    frappe.get_doc("Customer", removed).check_permission("write")
    frappe.get_doc("Customer", kept).check_permission("write")
    title = frappe.db.get_value("Customer", removed, "customer_name")
    frappe.rename_doc("Customer", removed, kept, merge=True)
    frappe.get_doc("Customer", kept).add_comment("Info", _("Merged {0} {1} into this customer").format(removed, title))
    return kept


def _require_affairs(message: str) -> None:
    if frappe.session.user != "Administrator" and not set(AFFAIRS_ROLES) & set(frappe.get_roles()):
        frappe.throw(message, frappe.PermissionError)


def _load(doc: str | dict[str, Any]) -> Any:
    return stored_document("Customer", doc)
