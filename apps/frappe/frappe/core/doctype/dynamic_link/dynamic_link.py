"""Controller of Dynamic Link."""

from __future__ import annotations

from frappe.model.document import Document


class DynamicLink(Document):
    """One Dynamic Link."""
