"""Controller of DocShare."""

from __future__ import annotations

from frappe.model.document import Document


class DocShare(Document):
    """One DocShare."""
