"""Child row of DocType Order Ancillary."""

from __future__ import annotations

from frappe.model.document import Document


class OrderAncillary(Document):
    """See the DocType definition beside this file."""
