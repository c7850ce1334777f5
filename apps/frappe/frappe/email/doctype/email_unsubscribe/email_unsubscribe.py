"""Email Unsubscribe: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class EmailUnsubscribe(Document):
    """One record of Email Unsubscribe."""
