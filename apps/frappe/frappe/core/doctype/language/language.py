"""Controller of Language."""

from __future__ import annotations

from frappe.model.document import Document


class Language(Document):
    """One Language."""
