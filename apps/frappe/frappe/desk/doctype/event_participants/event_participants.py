"""Event Participants: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class EventParticipants(Document):
    """One row of Event Participants."""
