"""Webhook Request Log: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class WebhookRequestLog(Document):
    """One record of Webhook Request Log."""
