"""Controller of File."""

from __future__ import annotations

from frappe.model.document import Document


class File(Document):
    """One File."""
