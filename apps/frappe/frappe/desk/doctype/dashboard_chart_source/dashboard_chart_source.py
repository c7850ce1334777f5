"""Dashboard Chart Source: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class DashboardChartSource(Document):
    """One record of Dashboard Chart Source."""
