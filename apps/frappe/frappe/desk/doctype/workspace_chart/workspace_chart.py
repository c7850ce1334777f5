"""Workspace Chart: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class WorkspaceChart(Document):
    """One row of Workspace Chart."""
