"""Controller of Error Log."""

from __future__ import annotations

from frappe.model.document import Document


class ErrorLog(Document):
    """One Error Log."""
