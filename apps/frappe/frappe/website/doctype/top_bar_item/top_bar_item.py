"""Top Bar Item: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class TopBarItem(Document):
    """One row of Top Bar Item."""
