"""Controller of Workflow Action."""

from __future__ import annotations

from frappe.model.document import Document


class WorkflowAction(Document):
    """One Workflow Action."""
