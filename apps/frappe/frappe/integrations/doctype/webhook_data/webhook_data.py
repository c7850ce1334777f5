"""Webhook Data: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class WebhookData(Document):
    """One row of Webhook Data."""
