"""Workflow states: names with a style, used by all workflows."""

from __future__ import annotations

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document


class WorkflowState(Document):
    """One state."""

    def on_update(self) -> None:
        invalidate()

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        invalidate()

    def on_trash(self) -> None:
        used = local.db.get_all("Workflow Document State", {"state": self.name}, pluck="parent", limit=1)
        if used:
            raise ValidationError(_("State {0} is used by workflow {1}.").format(_(self.name), used[0]))
