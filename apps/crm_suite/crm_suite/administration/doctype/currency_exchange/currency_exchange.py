"""An exchange rate of a day."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class CurrencyExchange(Document):
    """One rate from a currency to another, valid from its date on."""

    def validate(self) -> None:
        """Check the pair and the rate."""
        if self.from_currency == self.to_currency:
            frappe.throw(_("The two currencies have to differ."))
        if not self.exchange_rate or self.exchange_rate <= 0:
            frappe.throw(_("The exchange rate has to be above 0."))
