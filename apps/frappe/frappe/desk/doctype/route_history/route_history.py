"""Route History: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class RouteHistory(Document):
    """One record of Route History."""
