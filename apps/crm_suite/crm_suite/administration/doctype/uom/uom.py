"""Record of DocType UOM."""

from __future__ import annotations

from frappe.model.document import Document


class UOM(Document):
    """See the DocType definition beside this file."""
