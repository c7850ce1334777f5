"""Two records that may be one; a person decides."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from crm_suite.services import check_demand_duplicates


class DuplicateMatch(Document):
    """Remembers who decided and when."""

    def validate(self) -> None:
        """Date a new decision."""
        if self.decision == "Open":
            self.decided_by = self.decided_on = None
        elif self.has_value_changed("decision"):
            self.decided_by, self.decided_on = frappe.session.user, now_datetime()

    def on_update(self) -> None:
        """Take the decision to a site demand that waits for it."""
        if self.has_value_changed("decision"):
            check_demand_duplicates.follow_match(self)
