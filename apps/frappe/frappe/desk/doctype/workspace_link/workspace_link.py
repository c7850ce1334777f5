"""Controller of Workspace Link."""

from __future__ import annotations

from frappe.model.document import Document


class WorkspaceLink(Document):
    """One Workspace Link."""
