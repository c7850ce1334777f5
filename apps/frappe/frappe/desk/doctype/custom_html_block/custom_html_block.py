"""Custom HTML Block: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class CustomHTMLBlock(Document):
    """One record of Custom HTML Block."""
