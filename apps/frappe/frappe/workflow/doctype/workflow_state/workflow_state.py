"""Controller of Workflow State."""

from __future__ import annotations

from frappe.model.document import Document


class WorkflowState(Document):
    """One Workflow State."""
