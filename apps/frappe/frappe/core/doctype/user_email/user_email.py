"""User Email: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class UserEmail(Document):
    """One row of User Email."""
