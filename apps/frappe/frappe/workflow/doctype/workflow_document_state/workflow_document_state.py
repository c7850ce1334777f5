"""Controller of Workflow Document State."""

from __future__ import annotations

from frappe.model.document import Document


class WorkflowDocumentState(Document):
    """One Workflow Document State."""
