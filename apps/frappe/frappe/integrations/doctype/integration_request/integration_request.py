"""Integration Request: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class IntegrationRequest(Document):
    """One record of Integration Request."""
