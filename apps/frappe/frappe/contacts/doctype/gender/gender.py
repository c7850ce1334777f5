"""Controller of Gender."""

from __future__ import annotations

from frappe.model.document import Document


class Gender(Document):
    """One Gender."""
