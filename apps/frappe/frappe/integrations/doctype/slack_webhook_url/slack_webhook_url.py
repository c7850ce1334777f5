"""Slack Webhook URL: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class SlackWebhookURL(Document):
    """One record of Slack Webhook URL."""
