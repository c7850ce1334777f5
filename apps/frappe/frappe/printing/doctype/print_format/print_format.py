"""Print Format: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class PrintFormat(Document):
    """One record of Print Format."""
