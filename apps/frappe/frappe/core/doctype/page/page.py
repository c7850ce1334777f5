"""Page: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class Page(Document):
    """One record of Page."""
