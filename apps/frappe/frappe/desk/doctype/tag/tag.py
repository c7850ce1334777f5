"""Controller of Tag."""

from __future__ import annotations

from frappe.model.document import Document


class Tag(Document):
    """One Tag."""
