"""Controller of DocType Link."""

from __future__ import annotations

from frappe.model.document import Document


class DocTypeLink(Document):
    """One DocType Link."""
