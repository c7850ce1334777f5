"""Controller of Deleted Document."""

from __future__ import annotations

from frappe.model.document import Document


class DeletedDocument(Document):
    """One Deleted Document."""
