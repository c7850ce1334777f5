"""Email Queue Recipient: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class EmailQueueRecipient(Document):
    """One row of Email Queue Recipient."""
