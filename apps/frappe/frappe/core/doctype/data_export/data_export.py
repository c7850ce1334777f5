"""Data Export: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class DataExport(Document):
    """One record of Data Export."""
