"""Assignment Rule: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class AssignmentRule(Document):
    """One record of Assignment Rule."""
