"""Calendar View: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class CalendarView(Document):
    """One record of Calendar View."""
