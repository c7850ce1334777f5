"""Controller of Address."""

from __future__ import annotations

from frappe.model.document import Document


class Address(Document):
    """One Address."""
