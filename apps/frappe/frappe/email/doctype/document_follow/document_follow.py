"""Controller of Document Follow."""

from __future__ import annotations

from frappe.model.document import Document


class DocumentFollow(Document):
    """One Document Follow."""
