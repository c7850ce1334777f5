"""A member of staff and the reporting line."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class Employee(Document):
    """Superiors see the records of their subordinates, so the line may not run in a circle."""

    def validate(self) -> None:
        """Check the dates and the reporting line."""
        if self.joined_on and self.left_on and str(self.left_on) < str(self.joined_on):
            frappe.throw(_("The leaving date is before the joining date."))
        self.check_reporting_line()

    def check_reporting_line(self) -> None:
        """Refuse a superior who reports to this employee, directly or through others."""
        superior, seen = self.reports_to, set()
        while superior and superior not in seen:
            if superior == self.name:
                frappe.throw(_("{0} can't report to a subordinate.").format(self.employee_name))
            seen.add(superior)
            superior = frappe.db.get_value("Employee", superior, "reports_to")
