"""An existing or planned site."""

from __future__ import annotations

import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import date_diff

from crm_suite.tower.positions import settle_position

SITE_CODE = re.compile(r"[0-9]{18}")


class TowerSite(Document):
    """Position, code and tenancies of a site."""

    def validate(self) -> None:
        """Run the steps of a save."""
        settle_position(self)
        self.warn_of_code()
        self.check_tenancies()

    def warn_of_code(self) -> None:
        """Ask for the 18-digit shape; old codes of other shapes are kept."""
        if self.is_new() and not SITE_CODE.fullmatch(self.site_code or ""):
            frappe.msgprint(_("Site code {0} does not have 18 digits.").format(self.site_code), alert=True)

    def check_tenancies(self) -> None:
        """Refuse a tenancy that ends before it begins, and more tenants than places."""
        for row in self.tenancies:
            if row.to_date and date_diff(row.to_date, row.from_date) < 0:
                frappe.throw(_("Tenant row {0}: the end is before the beginning.").format(row.idx))
        if self.mount_slots and (self.free_slots or 0) > self.mount_slots:
            frappe.throw(_("There can't be more free positions than positions."))
