"""Controller of Workspace Shortcut."""

from __future__ import annotations

from frappe.model.document import Document


class WorkspaceShortcut(Document):
    """One Workspace Shortcut."""
