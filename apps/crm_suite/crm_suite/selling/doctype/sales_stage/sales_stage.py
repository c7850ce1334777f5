"""A stage that an opportunity goes through."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class SalesStage(Document):
    """Entry criteria, exit tasks, target conversion and who checks the entry."""

    def validate(self) -> None:
        """Check the shares."""
        for fieldname in ("probability", "target_conversion"):
            if (self.get(fieldname) or 0) > 100:
                frappe.throw(_("{0} can't be above 100 %.").format(_(self.meta.get_label(fieldname))))
        if not self.needs_approval:
            self.approval_role = None
