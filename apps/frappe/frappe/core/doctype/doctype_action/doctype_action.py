"""Controller of DocType Action."""

from __future__ import annotations

from frappe.model.document import Document


class DocTypeAction(Document):
    """One DocType Action."""
