"""A product or service of the catalogue."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class Item(Document):
    """The generic quoting item has the price 1."""

    def validate(self) -> None:
        """Check the tax rate and keep the generic item at price 1 (S14.6)."""
        if (self.tax_rate or 0) > 100:
            frappe.throw(_("The tax rate can't be above 100 %."))
        if self.is_generic:
            self.standard_rate = 1
