"""The price of an item in a price list."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_suite.dates import day_of


class ItemPrice(Document):
    """Valid from a quantity and in a period."""

    def validate(self) -> None:
        """Check the period and refuse a second price that begins at the same day and quantity."""
        if self.valid_to and self.valid_from and day_of(self.valid_to) < day_of(self.valid_from):
            frappe.throw(_("The price ends before it begins."))
        same = {
            "item": self.item,
            "price_list": self.price_list,
            "min_qty": self.min_qty or 0,
            "valid_from": self.valid_from or ["is", "not set"],
            "name": ["!=", self.name or ""],
        }
        if frappe.db.exists("Item Price", same):
            frappe.throw(_("{0} has this price in {1} already.").format(self.item, self.price_list))
