"""Controller of System Settings."""

from __future__ import annotations

from frappe.model.document import Document


class SystemSettings(Document):
    """One System Settings."""
