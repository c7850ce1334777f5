"""Reminder: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class Reminder(Document):
    """One record of Reminder."""
