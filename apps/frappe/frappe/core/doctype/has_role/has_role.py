"""Controller of Has Role."""

from __future__ import annotations

from frappe.model.document import Document


class HasRole(Document):
    """One Has Role."""
