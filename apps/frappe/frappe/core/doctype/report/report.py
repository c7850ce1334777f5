"""Controller of Report."""

from __future__ import annotations

from frappe.model.document import Document


class Report(Document):
    """One Report."""
