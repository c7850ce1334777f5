"""Workspace Quick List: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class WorkspaceQuickList(Document):
    """One row of Workspace Quick List."""
