"""Controller of Workflow Transition."""

from __future__ import annotations

from frappe.model.document import Document


class WorkflowTransition(Document):
    """One Workflow Transition."""
