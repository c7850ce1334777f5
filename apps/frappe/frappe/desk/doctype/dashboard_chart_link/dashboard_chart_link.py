"""Dashboard Chart Link: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class DashboardChartLink(Document):
    """One row of Dashboard Chart Link."""
