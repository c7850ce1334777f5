"""Controller of Translation."""

from __future__ import annotations

from frappe.model.document import Document


class Translation(Document):
    """One Translation."""
