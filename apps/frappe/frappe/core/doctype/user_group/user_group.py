"""User Group: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class UserGroup(Document):
    """One record of User Group."""
