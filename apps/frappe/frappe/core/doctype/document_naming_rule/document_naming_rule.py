"""Controller of Document Naming Rule."""

from __future__ import annotations

from frappe.model.document import Document


class DocumentNamingRule(Document):
    """One Document Naming Rule."""
