"""Print Style: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class PrintStyle(Document):
    """One record of Print Style."""
