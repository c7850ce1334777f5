"""Controller of Currency."""

from __future__ import annotations

from frappe.model.document import Document


class Currency(Document):
    """One Currency."""
