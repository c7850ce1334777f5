"""Controller of Role Profile."""

from __future__ import annotations

from frappe.model.document import Document


class RoleProfile(Document):
    """One Role Profile."""
