"""Currencies with their symbols and formats."""

from __future__ import annotations

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.utils import flt


class Currency(Document):
    """One currency; its name is its ISO code."""

    def validate(self) -> None:
        self.currency_name = (self.currency_name or "").strip().upper() if self.is_new() else self.currency_name
        if flt(self.smallest_currency_fraction_value) < 0 or (self.fraction_units or 0) < 0:
            raise ValidationError(_("Fractions cannot be negative."), fieldname="fraction_units")
        if not self.enabled and self.name == local.db.get_single_value("System Settings", "currency"):
            raise ValidationError(_("The currency of the site cannot be disabled."), fieldname="enabled")

    def before_insert(self) -> None:
        self.currency_name = (self.currency_name or "").strip().upper()

    def on_update(self) -> None:
        invalidate()

    def after_delete(self) -> None:
        invalidate()
