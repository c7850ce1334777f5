"""Controller of Workflow Action Master."""

from __future__ import annotations

from frappe.model.document import Document


class WorkflowActionMaster(Document):
    """One Workflow Action Master."""
