"""Logs To Clear: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class LogsToClear(Document):
    """One row of Logs To Clear."""
