"""Workspace Number Card: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class WorkspaceNumberCard(Document):
    """One row of Workspace Number Card."""
