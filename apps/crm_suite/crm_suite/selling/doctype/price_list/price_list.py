"""A price list of a currency, for a customer group or territory."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class PriceList(Document):
    """At most one list is the default."""

    def on_update(self) -> None:
        """Take the default mark from the other lists."""
        if self.is_default:
            for name in frappe.get_all("Price List", {"is_default": 1, "name": ["!=", self.name]}, pluck="name"):
                frappe.db.set_value("Price List", name, "is_default", 0)
