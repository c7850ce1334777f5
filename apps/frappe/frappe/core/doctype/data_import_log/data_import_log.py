"""Data Import Log: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class DataImportLog(Document):
    """One record of Data Import Log."""
