"""Controller of Report Filter."""

from __future__ import annotations

from frappe.model.document import Document


class ReportFilter(Document):
    """One Report Filter."""
