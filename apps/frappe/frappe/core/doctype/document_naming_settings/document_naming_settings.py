"""Controller of Document Naming Settings."""

from __future__ import annotations

from frappe.model.document import Document


class DocumentNamingSettings(Document):
    """One Document Naming Settings."""
