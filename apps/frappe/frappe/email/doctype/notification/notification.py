"""Notification: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class Notification(Document):
    """One record of Notification."""
