"""A telecom operator: who demands sites."""

from __future__ import annotations

from frappe.model.document import Document


class Operator(Document):
    """Keeps the short code in capitals."""

    def validate(self) -> None:
        """Fold the short code."""
        self.short_code = (self.short_code or "").strip().upper()
