"""A branch of the organisation tree."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from crm_suite.dates import time_of_day


class Branch(NestedSet):
    """A node from headquarters to office, with the hours that decide day and night acceptance."""

    nsm_parent_field = "parent_branch"

    def validate(self) -> None:
        """Check that the day ends after it starts."""
        if self.day_start and self.day_end and time_of_day(self.day_start) >= time_of_day(self.day_end):
            frappe.throw(_("The day of a branch has to end after it starts."))
