"""Scheduled Job Log: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class ScheduledJobLog(Document):
    """One record of Scheduled Job Log."""
