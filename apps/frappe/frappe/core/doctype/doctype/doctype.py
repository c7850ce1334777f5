"""Controller of DocType."""

from __future__ import annotations

from frappe.model.document import Document


class DocType(Document):
    """One DocType."""
