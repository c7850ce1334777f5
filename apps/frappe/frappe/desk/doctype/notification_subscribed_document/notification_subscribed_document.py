"""Notification Subscribed Document: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class NotificationSubscribedDocument(Document):
    """One row of Notification Subscribed Document."""
