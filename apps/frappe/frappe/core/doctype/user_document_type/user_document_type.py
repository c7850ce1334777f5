"""User Document Type: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class UserDocumentType(Document):
    """One row of User Document Type."""
