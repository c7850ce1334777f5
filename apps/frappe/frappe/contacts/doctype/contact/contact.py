"""Controller of Contact."""

from __future__ import annotations

from frappe.model.document import Document


class Contact(Document):
    """One Contact."""
