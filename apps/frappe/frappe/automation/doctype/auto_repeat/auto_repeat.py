"""Auto Repeat: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class AutoRepeat(Document):
    """One record of Auto Repeat."""
