"""Assignment Rule Day: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class AssignmentRuleDay(Document):
    """One row of Assignment Rule Day."""
