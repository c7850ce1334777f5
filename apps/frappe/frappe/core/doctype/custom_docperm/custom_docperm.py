"""Controller of Custom DocPerm."""

from __future__ import annotations

from frappe.model.document import Document


class CustomDocPerm(Document):
    """One Custom DocPerm."""
