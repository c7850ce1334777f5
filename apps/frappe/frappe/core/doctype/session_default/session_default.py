"""Session Default: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class SessionDefault(Document):
    """One row of Session Default."""
