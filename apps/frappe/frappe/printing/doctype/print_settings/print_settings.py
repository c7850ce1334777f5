"""Print Settings: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class PrintSettings(Document):
    """One record of Print Settings."""
