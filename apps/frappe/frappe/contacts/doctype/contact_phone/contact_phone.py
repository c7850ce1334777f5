"""Controller of Contact Phone."""

from __future__ import annotations

from frappe.model.document import Document


class ContactPhone(Document):
    """One Contact Phone."""
