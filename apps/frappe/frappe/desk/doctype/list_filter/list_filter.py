"""Controller of List Filter."""

from __future__ import annotations

from frappe.model.document import Document


class ListFilter(Document):
    """One List Filter."""
