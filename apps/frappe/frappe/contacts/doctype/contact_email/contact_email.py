"""Controller of Contact Email."""

from __future__ import annotations

from frappe.model.document import Document


class ContactEmail(Document):
    """One Contact Email."""
