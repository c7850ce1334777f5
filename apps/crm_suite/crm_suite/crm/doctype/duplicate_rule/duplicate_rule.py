"""What counts as a duplicate of a DocType, and what happens then."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_suite.services.keep_duplicate_keys import forget_rules

LEAST_THRESHOLD, FULL_SCORE = 70, 100


class DuplicateRule(Document):
    """All field rows have to agree."""

    def validate(self) -> None:
        """Check that the fields exist and that similar and distance rows have their threshold."""
        meta = frappe.get_meta(self.document_type)
        for row in self.fields_compared:
            needed = [row.field_name] + ([row.second_field] if row.method == "Distance" else [])
            unknown = [fieldname for fieldname in needed if not fieldname or not meta.has_field(fieldname)]
            if unknown:
                frappe.throw(_("Row {0}: {1} has no field {2}.").format(row.idx, self.document_type, unknown[0] or "-"))
            if row.method in ("Similar", "Distance") and not row.threshold:
                frappe.throw(_("Row {0}: a threshold is needed.").format(row.idx))
            if row.method == "Similar" and not LEAST_THRESHOLD <= row.threshold <= FULL_SCORE:
                frappe.throw(_("Row {0}: the threshold lies between {1} and 100.").format(row.idx, LEAST_THRESHOLD))

    def on_update(self) -> None:
        self.rebuild_keys()

    def after_delete(self) -> None:
        self.rebuild_keys()

    def rebuild_keys(self) -> None:
        """Let the changed rules count, and write the keys of stored records again in the background."""
        forget_rules()
        if frappe.flags.in_install or frappe.flags.in_migrate:
            return
        frappe.enqueue(
            "crm_suite.services.keep_duplicate_keys.rebuild", queue="long", enqueue_after_commit=True,
            doctype=self.document_type,
        )  # fmt: skip
