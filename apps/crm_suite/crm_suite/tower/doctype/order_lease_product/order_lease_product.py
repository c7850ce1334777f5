"""Child row of DocType Order Lease Product."""

from __future__ import annotations

from frappe.model.document import Document


class OrderLeaseProduct(Document):
    """See the DocType definition beside this file."""
