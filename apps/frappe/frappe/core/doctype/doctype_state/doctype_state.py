"""Controller of DocType State."""

from __future__ import annotations

from frappe.model.document import Document


class DocTypeState(Document):
    """One DocType State."""
