"""Webhook: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class Webhook(Document):
    """One record of Webhook."""
