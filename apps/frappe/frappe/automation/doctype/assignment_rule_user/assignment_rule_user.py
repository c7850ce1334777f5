"""Assignment Rule User: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class AssignmentRuleUser(Document):
    """One row of Assignment Rule User."""
