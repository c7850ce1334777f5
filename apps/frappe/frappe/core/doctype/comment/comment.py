"""Controller of Comment."""

from __future__ import annotations

from frappe.model.document import Document


class Comment(Document):
    """One Comment."""
