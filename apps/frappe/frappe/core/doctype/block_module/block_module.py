"""Block Module: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class BlockModule(Document):
    """One row of Block Module."""
