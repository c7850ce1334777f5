"""Controller of Custom Field."""

from __future__ import annotations

from frappe.model.document import Document


class CustomField(Document):
    """One Custom Field."""
