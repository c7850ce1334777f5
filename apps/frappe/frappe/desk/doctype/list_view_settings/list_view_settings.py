"""List View Settings: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class ListViewSettings(Document):
    """One record of List View Settings."""
