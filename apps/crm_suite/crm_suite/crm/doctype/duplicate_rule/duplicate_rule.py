"""What counts as a duplicate of a DocType, and what happens then."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


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
