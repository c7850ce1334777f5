"""Controller of DocPerm."""

from __future__ import annotations

from frappe.model.document import Document


class DocPerm(Document):
    """One DocPerm."""
