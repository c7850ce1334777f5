"""Controller of User."""

from __future__ import annotations

from frappe.model.document import Document


class User(Document):
    """One User."""
