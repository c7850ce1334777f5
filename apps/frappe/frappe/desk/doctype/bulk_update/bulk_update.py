"""Bulk Update: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class BulkUpdate(Document):
    """One record of Bulk Update."""
