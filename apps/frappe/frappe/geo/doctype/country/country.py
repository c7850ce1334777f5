"""Controller of Country."""

from __future__ import annotations

from frappe.model.document import Document


class Country(Document):
    """One Country."""
