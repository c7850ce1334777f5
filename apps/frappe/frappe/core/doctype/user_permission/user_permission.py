"""Controller of User Permission."""

from __future__ import annotations

from frappe.model.document import Document


class UserPermission(Document):
    """One User Permission."""
