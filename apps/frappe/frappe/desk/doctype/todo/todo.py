"""Controller of ToDo."""

from __future__ import annotations

from frappe.model.document import Document


class ToDo(Document):
    """One ToDo."""
