"""Controller of Access Log."""

from __future__ import annotations

from frappe.model.document import Document


class AccessLog(Document):
    """One Access Log."""
