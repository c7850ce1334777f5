"""Controller of Activity Log."""

from __future__ import annotations

from frappe.model.document import Document


class ActivityLog(Document):
    """One Activity Log."""
