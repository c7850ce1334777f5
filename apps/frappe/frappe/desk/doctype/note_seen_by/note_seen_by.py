"""Note Seen By: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class NoteSeenBy(Document):
    """One row of Note Seen By."""
