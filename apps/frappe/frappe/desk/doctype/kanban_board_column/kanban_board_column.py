"""Kanban Board Column: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class KanbanBoardColumn(Document):
    """One row of Kanban Board Column."""
