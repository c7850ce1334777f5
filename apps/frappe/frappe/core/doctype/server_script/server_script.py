"""Server Script: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class ServerScript(Document):
    """One record of Server Script."""
