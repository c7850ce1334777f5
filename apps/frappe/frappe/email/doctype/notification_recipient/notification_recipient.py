"""Notification Recipient: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class NotificationRecipient(Document):
    """One row of Notification Recipient."""
