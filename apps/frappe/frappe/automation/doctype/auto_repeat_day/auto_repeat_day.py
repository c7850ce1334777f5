"""Auto Repeat Day: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class AutoRepeatDay(Document):
    """One row of Auto Repeat Day."""
