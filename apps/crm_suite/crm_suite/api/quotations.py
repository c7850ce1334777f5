"""View tracking and new versions of offers."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from crm_suite.api.sent import stored_document

FRESH_FIELDS = ("workflow_state", "sent_on", "viewed_on", "approved_by", "approved_on", "amended_from", "valid_till")


@frappe.whitelist(methods=["POST"])
def record_viewed(doc: str | dict[str, Any]) -> Any:
    """Note that the customer has seen the offer. Needs write on a sent quotation."""
    quotation = _load(doc)
    quotation.check_permission("write")
    if quotation.workflow_state != "Sent":
        frappe.throw(_("Only a sent quotation can be viewed by the customer."))
    quotation.workflow_state, quotation.viewed_on = "Viewed", now_datetime()
    quotation.save()
    return quotation


@frappe.whitelist(methods=["POST"])
def make_new_version(doc: str | dict[str, Any]) -> Any:
    """Return an unsaved copy of an offer with the next version number. Needs create on quotations."""
    quotation = _load(doc)
    quotation.check_permission("read")
    frappe.has_permission("Quotation", "create", throw=True)
    copy = frappe.copy_doc(quotation)
    for fieldname in FRESH_FIELDS:
        copy.set(fieldname, None)
    copy.version = (quotation.version or 1) + 1
    copy.title = quotation.title
    return copy


def _load(doc: str | dict[str, Any]) -> Any:
    return stored_document("Quotation", doc)
