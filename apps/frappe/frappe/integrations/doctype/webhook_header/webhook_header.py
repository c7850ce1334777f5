"""Webhook Header: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class WebhookHeader(Document):
    """One row of Webhook Header."""
