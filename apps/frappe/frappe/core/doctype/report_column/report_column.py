"""Controller of Report Column."""

from __future__ import annotations

from frappe.model.document import Document


class ReportColumn(Document):
    """One Report Column."""
