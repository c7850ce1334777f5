"""Child row of DocType Order Tower Info."""

from __future__ import annotations

from frappe.model.document import Document


class OrderTowerInfo(Document):
    """See the DocType definition beside this file."""
