"""Milestone Tracker: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class MilestoneTracker(Document):
    """One record of Milestone Tracker."""
