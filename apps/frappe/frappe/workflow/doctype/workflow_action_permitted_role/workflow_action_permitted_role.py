"""Controller of Workflow Action Permitted Role."""

from __future__ import annotations

from frappe.model.document import Document


class WorkflowActionPermittedRole(Document):
    """One Workflow Action Permitted Role."""
