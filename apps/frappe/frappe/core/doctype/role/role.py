"""Controller of Role."""

from __future__ import annotations

from frappe.model.document import Document


class Role(Document):
    """One Role."""
