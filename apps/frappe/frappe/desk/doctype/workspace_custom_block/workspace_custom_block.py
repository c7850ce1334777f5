"""Workspace Custom Block: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class WorkspaceCustomBlock(Document):
    """One row of Workspace Custom Block."""
