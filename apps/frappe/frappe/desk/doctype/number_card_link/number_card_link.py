"""Number Card Link: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class NumberCardLink(Document):
    """One row of Number Card Link."""
