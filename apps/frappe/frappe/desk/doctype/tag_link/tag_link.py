"""Controller of Tag Link."""

from __future__ import annotations

from frappe.model.document import Document


class TagLink(Document):
    """One Tag Link."""
