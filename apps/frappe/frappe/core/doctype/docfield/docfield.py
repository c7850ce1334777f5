"""Controller of DocField."""

from __future__ import annotations

from frappe.model.document import Document


class DocField(Document):
    """One DocField."""
