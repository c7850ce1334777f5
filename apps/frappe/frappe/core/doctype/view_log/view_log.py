"""Controller of View Log."""

from __future__ import annotations

from frappe.model.document import Document


class ViewLog(Document):
    """One View Log."""
