"""Limits and defaults of selling, as records."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_suite.money import ApprovalLimits, decimal_of


class SellingSettings(Document):
    """The second level reaches at least as far as the first."""

    def validate(self) -> None:
        """Check the order of the limits."""
        for first, second in (("level_1_amount", "level_2_amount"), ("level_1_discount", "level_2_discount")):
            if decimal_of(self.get(second)) < decimal_of(self.get(first)):
                frappe.throw(_("The limit of level 2 can't be below the limit of level 1."))


def approval_limits() -> ApprovalLimits:
    """Return the limits of the two lower approval levels."""
    settings = frappe.get_cached_doc("Selling Settings")
    return ApprovalLimits(
        decimal_of(settings.level_1_amount),
        decimal_of(settings.level_1_discount),
        decimal_of(settings.level_2_amount),
        decimal_of(settings.level_2_discount),
    )
