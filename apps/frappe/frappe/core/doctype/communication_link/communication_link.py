"""Communication Link: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class CommunicationLink(Document):
    """One row of Communication Link."""
