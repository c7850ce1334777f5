"""Controller of User Role Profile."""

from __future__ import annotations

from frappe.model.document import Document


class UserRoleProfile(Document):
    """One User Role Profile."""
