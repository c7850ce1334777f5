"""The order of stages for a kind of opportunity."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class SalesProcess(Document):
    """Stages in order, each once; at most one process is the default."""

    def validate(self) -> None:
        """Refuse a stage that stands twice."""
        stages = self.stage_names()
        if len(set(stages)) < len(stages):
            frappe.throw(_("A stage stands twice in the process."))

    def on_update(self) -> None:
        """Take the default mark from the other processes."""
        if self.is_default:
            for name in frappe.get_all("Sales Process", {"is_default": 1, "name": ["!=", self.name]}, pluck="name"):
                frappe.db.set_value("Sales Process", name, "is_default", 0)

    def stage_names(self) -> list[str]:
        """Return the stages in order."""
        return [row.sales_stage for row in self.stages]

    def next_stage(self, stage: str | None) -> str | None:
        """Return the stage after another one; the first one after none."""
        names = self.stage_names()
        position = names.index(stage) + 1 if stage in names else 0
        return names[position] if position < len(names) else None


def default_process() -> str | None:
    """Return the process of opportunities that name none."""
    filters = {"disabled": 0}
    found = frappe.get_all("Sales Process", filters, order_by="is_default desc, creation asc", limit=1, pluck="name")
    return found[0] if found else None
