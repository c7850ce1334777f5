"""Dashboard Chart Field: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class DashboardChartField(Document):
    """One row of Dashboard Chart Field."""
