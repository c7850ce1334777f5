"""User Group Member: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class UserGroupMember(Document):
    """One row of User Group Member."""
