"""The days off of a period."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_suite.dates import day_of


class HolidayList(Document):
    """Holidays in date order inside the period, each once."""

    def validate(self) -> None:
        """Check period and days."""
        first, last = day_of(self.from_date), day_of(self.to_date)
        if last < first:
            frappe.throw(_("The holiday list ends before it begins."))
        days = [day_of(row.holiday_date) for row in self.holidays]
        outside = [day for day in days if not first <= day <= last]
        if outside:
            frappe.throw(_("Holiday {0} is not between {1} and {2}.").format(outside[0], first, last))
        if len(set(days)) < len(days):
            frappe.throw(_("A holiday is entered twice."))
