"""Controller of Workflow."""

from __future__ import annotations

from frappe.model.document import Document


class Workflow(Document):
    """One Workflow."""
