"""User Select Document Type: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class UserSelectDocumentType(Document):
    """One row of User Select Document Type."""
