"""Controller of Password History."""

from __future__ import annotations

from frappe.model.document import Document


class PasswordHistory(Document):
    """One Password History."""
