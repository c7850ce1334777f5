"""Controller of Amended Document Naming Settings."""

from __future__ import annotations

from frappe.model.document import Document


class AmendedDocumentNamingSettings(Document):
    """One Amended Document Naming Settings."""
